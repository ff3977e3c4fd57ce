import { z } from 'zod'
import { statementParams } from '../runs/runs.contract'

/** How the result of a statement is drawn. */
export const resultChart = z.object({
  kind: z.enum(['line', 'bar', 'scatter']),
  /** names of columns */
  x: z.string().max(200),
  y: z.array(z.string().max(200)).min(1).max(8),
})
export type ResultChart = z.infer<typeof resultChart>

const name = z.string().trim().min(1).max(120)
const content = z.object({
  sql: z.string().min(1).max(200_000),
  params: statementParams.default({}),
  chart: resultChart.nullable().default(null),
})

/** POST /api/workbench/queries */
export const newSavedQuery = content.extend({ name, shared: z.boolean().default(false) })

/** POST /api/workbench/queries/{id}/versions: the next version; `version` is the one that it changes. */
export const newVersion = content.extend({ version: z.number().int().min(1) })

/** PATCH /api/workbench/queries/{id}, by its owner */
export const savedQueryChange = z.object({ name, shared: z.boolean() }).partial()
export type SavedQueryChange = z.infer<typeof savedQueryChange>

export const savedQuery = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  owner_name: z.string(),
  mine: z.boolean(),
  version: z.number().int(),
  updated_at: z.string(),
})
export type SavedQuery = z.infer<typeof savedQuery>
/** GET /api/workbench/queries: one's own and those that others share, by name */
export const savedQueriesAnswer = z.object({ rows: z.array(savedQuery) })
export type SavedQueriesAnswer = z.infer<typeof savedQueriesAnswer>

export const queryVersion = z.object({
  version: z.number().int(),
  sql: z.string(),
  params: z.record(z.string(), z.string()),
  chart: resultChart.nullable(),
  saved_by: z.string(),
  saved_at: z.string(),
})
/** GET /api/workbench/queries/{id}: with all its versions, the newest first */
export const savedQueryAnswer = savedQuery.extend({ versions: z.array(queryVersion) })
export type SavedQueryAnswer = z.infer<typeof savedQueryAnswer>
