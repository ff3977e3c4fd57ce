import { z } from 'zod'
import { loadOptions } from '../files/files.contract'

/** POST /api/local/loads: a file on this machine, read where it lies. */
export const localLoad = loadOptions.extend({
  path: z.string().min(1).max(4096),
  /** shown in the list of loads; the file's own name by default */
  name: z.string().max(400).optional(),
  /** removes the file when the load has ended: it was made for it */
  temporary: z.boolean().optional(),
})
export type LocalLoad = z.infer<typeof localLoad>

export const sqlFormats = ['csv', 'json', 'parquet', 'table'] as const
/** POST /api/local/sql */
export const sqlRequest = z.object({
  sql: z.string().min(1).max(1_000_000),
  format: z.enum(sqlFormats).default('table'),
})
export type SqlRequest = z.infer<typeof sqlRequest>

const storeState = z.object({
  version: z.string(),
  /** that it has, all of them those of this version: else it would not have opened */
  migrations: z.number().int(),
  /** its clock, in milliseconds since 1970 */
  now: z.number(),
})
/** GET /api/local/stores */
export const storesState = z.object({ clickhouse: storeState, postgresql: storeState })
export type StoresState = z.infer<typeof storesState>
