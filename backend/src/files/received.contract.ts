import { z } from 'zod'
import { storedFile } from './files.contract'

/** Answer of POST /api/files: the first file, and the others of the same form. */
export const receivedFiles = storedFile.extend({ others: z.array(storedFile) })
export type ReceivedFiles = z.infer<typeof receivedFiles>

/** A file that is the body itself has its name in the query. */
export const receivedQuery = z.object({ name: z.string().trim().min(1).max(400).optional() })
