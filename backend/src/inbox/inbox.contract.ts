import { z } from 'zod'

/** A file of the watched folder that could not be loaded. */
const failedFile = z.object({
  name: z.string(),
  bytes: z.number(),
  failed_at: z.string(),
  /** why, as its words are called */
  code: z.string(),
  detail: z.string(),
  /** facts that the words name */
  details: z.record(z.string(), z.unknown()),
})

/** GET /api/inbox/failed, the latest first */
export const failedFilesAnswer = z.object({
  /** false: no folder is watched */
  watched: z.boolean(),
  rows: z.array(failedFile),
})
export type FailedFilesAnswer = z.infer<typeof failedFilesAnswer>
export type FailedFileRow = z.infer<typeof failedFile>

/** POST /api/inbox/failed/put-again, /api/inbox/failed/discard */
export const failedFileName = z.object({ name: z.string().min(1).max(400) })
