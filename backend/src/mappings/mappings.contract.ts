import { z } from 'zod'
import { mapping } from '@relance/pipelines'

/** How files with one set of headers are read, kept under a name. */
export const savedMapping = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  mapping,
  created_at: z.string(),
  updated_at: z.string(),
})
export type SavedMapping = z.infer<typeof savedMapping>

/** GET /api/mappings, by name */
export const mappingsAnswer = z.object({ rows: z.array(savedMapping) })
export type MappingsAnswer = z.infer<typeof mappingsAnswer>

const name = z.string().trim().min(1).max(120)

/**
 * POST /api/mappings: keeps a mapping for files with these headers, in whatever order. One that was kept for the same
 * headers is replaced.
 */
export const newMapping = z.object({
  name,
  source: z.string().min(1).max(60).default('csv'),
  columns: z.array(z.string().max(1000)).min(1).max(2000),
  mapping,
})
export type NewMapping = z.input<typeof newMapping>

/** PATCH /api/mappings/{id} */
export const mappingChange = z.object({ name })
export type MappingChange = z.infer<typeof mappingChange>
