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
