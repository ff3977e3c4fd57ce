import { z } from 'zod'
import { loadResult } from '../loads/loads.contract'
import { problem } from '../http/problem.contract'

export const jobProgress = z.object({
  phase: z.string(),
  bytes_read: z.number(),
  bytes_total: z.number().nullable(),
  rows: z.number().int(),
})
export type JobProgress = z.infer<typeof jobProgress>

/** Long work: a load, a retry, an undo, the demo company, a dry run, a backup. `result` when done, `problem` when failed. */
export const job = z.object({
  id: z.string(),
  kind: z.enum(['load', 'retry', 'undo', 'demo', 'matching', 'dry_run', 'backup']),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  progress: jobProgress,
  result: loadResult.nullable(),
  problem: problem.nullable(),
})
export type Job = z.infer<typeof job>
/** GET /api/jobs, newest first. GET /api/jobs/{id}/events streams `data: Job` as server-sent events until it ends. */
export const jobsAnswer = z.object({ rows: z.array(job) })
export type JobsAnswer = z.infer<typeof jobsAnswer>
