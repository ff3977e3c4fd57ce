import { z } from 'zod'
import { workbenchLimits } from '../runs/runs.contract'

const column = z.object({ name: z.string(), type: z.string(), comment: z.string() })
export const catalogueTable = z.object({
  name: z.string(),
  comment: z.string(),
  is_view: z.boolean(),
  columns: z.array(column),
  /** a statement to begin with */
  example: z.string(),
})
export type CatalogueTable = z.infer<typeof catalogueTable>
/** GET /api/workbench/catalogue: what the person may read, from the live schema, and what a statement may take */
export const catalogueAnswer = z.object({ tables: z.array(catalogueTable), limits: workbenchLimits })
export type CatalogueAnswer = z.infer<typeof catalogueAnswer>

/**
 * GET /api/workbench/dialect: words of the engine that runs the statements, for colour and completion. Functions that
 * statements may not use are left out.
 */
export const dialectAnswer = z.object({
  keywords: z.array(z.string()),
  types: z.array(z.string()),
  functions: z.array(z.object({ name: z.string(), syntax: z.string() })),
})
export type DialectAnswer = z.infer<typeof dialectAnswer>
