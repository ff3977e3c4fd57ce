import { z } from 'zod'

/** POST /api/local/backups: a new or empty folder of this machine. */
export const newBackup = z.object({ path: z.string().min(1).max(4096) })
export type NewBackup = z.infer<typeof newBackup>
