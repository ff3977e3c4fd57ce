import { z } from 'zod'
import { statement } from '../runs/runs.contract'

export const exportFormats = ['csv', 'xlsx', 'parquet'] as const

/** POST /api/workbench/exports: the whole result as a file, streamed */
export const exportRequest = statement.extend({ format: z.enum(exportFormats) })
export type ExportRequest = z.output<typeof exportRequest>
