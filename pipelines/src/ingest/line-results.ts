import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import type { Kept } from './kept-events'
import type { LoadTables } from './load-tables'
import { isOrphan } from './orphans'

/** What became of one record of a load that was accepted. */
export interface LineResult {
  /** from 1 */
  line: number
  state: 'accepted' | 'waiting' | 'duplicate' | 'ignored' | 'rejected'
  field: string
  /** reason code of what was ignored or rejected */
  reason: string
  value: string
}

/** Wish of a caller who tells each sender what became of his rows. */
export interface LineReport {
  /** called once the load counts, before the derived state follows; for small loads */
  onLines?(lines: LineResult[], batchId: string): void
}

const told = z.object({
  line: z.coerce.number(),
  state: z.enum(['accepted', 'waiting', 'duplicate', 'ignored', 'rejected']),
  field: z.string(),
  reason: z.string(),
  value: z.string(),
})

/** Reads the tables of a load, as long as they are there: a record without word of it repeats what is known. */
export async function lineResults(
  warehouse: Warehouse,
  tables: LoadTables,
  kept: Kept,
  read: number,
): Promise<LineResult[]> {
  const brought = `SELECT line, if(max(${isOrphan()}), 'waiting', 'accepted') AS state, '' AS field, '' AS reason, '' AS value, 3 AS rank
    FROM ${kept.table} WHERE line > 0 GROUP BY line`
  const problems = `SELECT line, if(ignored = '', 'rejected', 'ignored') AS state, field, if(ignored = '', toString(reason), toString(ignored)) AS reason,
    toValidUTF8(substring(value, 1, 200)) AS value, 1 AS rank FROM ${tables.problems}`
  const conflicts = `SELECT line, 'rejected' AS state, 'event_id' AS field, 'duplicate_conflict' AS reason, event_id AS value, 2 AS rank
    FROM ${tables.verdicts} WHERE verdict = 'conflict' AND line > 0`
  const parts = [brought, problems, ...(kept.judged ? [conflicts] : [])]
  const rows = await warehouse.query({
    name: 'load-lines',
    sql: `SELECT line, state, field, reason, value FROM (${parts.join(' UNION ALL ')}) ORDER BY line, rank LIMIT 1 BY line`,
    row: told,
  })
  const byLine = new Map(rows.map((row) => [row.line, row]))
  const unsaid = { state: 'duplicate' as const, field: '', reason: '', value: '' }
  return Array.from({ length: read }, (_, at) => byLine.get(at + 1) ?? { line: at + 1, ...unsaid })
}
