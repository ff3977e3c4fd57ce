import type { z } from 'zod'
import { WarehouseError } from './warehouse-error'

/**
 * One row, checked. The error names the columns and what was expected of them, not what they hold.
 * @throws WarehouseError `warehouse/unexpected-row`
 */
export function parseRow<S extends z.ZodType>(query: string, schema: S, row: unknown): z.output<S> {
  const parsed = schema.safeParse(row)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'row'}: ${issue.code}`)
  throw new WarehouseError('warehouse/unexpected-row', query, null, `unexpected row (${issues.join(', ')})`)
}
