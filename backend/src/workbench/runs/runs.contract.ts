import { z } from 'zod'
import { cursor, next, pageLimit } from '../../http/shapes.contract'

/** Values of `{name: Type}` in a statement, as text. */
export const statementParams = z
  .record(z.string().regex(/^[A-Za-z_]\w{0,60}$/), z.string().max(10_000))
  .refine((params) => Object.keys(params).length <= 50, 'at most 50 parameters')

export const statement = z.object({
  sql: z.string().min(1).max(1_000_000),
  params: statementParams.default({}),
})

/** Names a run; its caller chooses it. */
export const runId = z.uuid()
/**
 * POST /api/workbench/runs: answered line by line: progress while it lasts, columns, rows in blocks, and at last the
 * end or a problem.
 */
export const runRequest = statement.extend({
  id: runId,
  max_rows: z.number().int().min(1).max(100_000).default(10_000),
})

export const resultColumn = z.object({ name: z.string(), type: z.string() })
export type ResultColumn = z.infer<typeof resultColumn>

export const runProgress = z.object({
  rows: z.number(),
  bytes: z.number(),
  /** rows that will be read, where the engine knows */
  total_rows: z.number(),
  seconds: z.number(),
})
export type RunProgress = z.infer<typeof runProgress>

export const runEnd = z.object({
  rows: z.number().int(),
  /** why the result is not whole; null when it is */
  cut: z.enum(['rows', 'bytes']).nullable(),
  seconds: z.number(),
})
export type RunEnd = z.infer<typeof runEnd>

/** GET /api/workbench/runs: one's own statements, the newest first */
export const historyQuery = z.object({ limit: pageLimit, cursor })
export const pastRun = z.object({
  id: z.string(),
  sql: z.string(),
  params: z.record(z.string(), z.string()),
  state: z.enum(['done', 'failed', 'cancelled']),
  /** of a failed one */
  code: z.string().nullable(),
  rows: z.number().int(),
  seconds: z.number(),
  /** screen, bi, csv, xlsx or parquet */
  via: z.string(),
  started_at: z.string(),
})
export type PastRun = z.infer<typeof pastRun>
export const historyAnswer = z.object({ rows: z.array(pastRun), next })
export type HistoryAnswer = z.infer<typeof historyAnswer>

/** What a statement may take; every value is a limit of one statement but the last. */
export const workbenchLimits = z.object({
  rows_shown: z.number(),
  rows_exported: z.number(),
  bytes_shown: z.number(),
  columns: z.number(),
  seconds: z.number(),
  memory_bytes: z.number(),
  statement_bytes: z.number(),
  at_once: z.number(),
})
export type WorkbenchLimits = z.infer<typeof workbenchLimits>
