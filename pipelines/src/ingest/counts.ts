import { z } from 'zod'
import type { IgnoredReason } from '../events/reason-codes'
import type { Warehouse } from '../warehouse/warehouse'
import type { Kept } from './kept-events'
import type { Landed } from './landing'
import type { LoadTables } from './load-tables'
import { isOrphan } from './orphans'
import { literal } from './sql-text'

export interface Counts {
  read: number
  accepted: number
  duplicates: number
  ignored: number
  rejected: number
  waiting: number
  ignored_reasons: Record<string, number>
  events: Record<string, number>
  last_day: string | null
  last_payment_day: string | null
  /** what is right but worth knowing: invoices of 0, negative ones that became credit notes */
  notes: Record<string, number>
}

const counted = z.object({
  event_type: z.string(),
  events: z.coerce.number(),
  zeros: z.coerce.number(),
  last_day: z.string(),
})

/**
 * Rows of the file by what became of them: read = accepted + duplicates + ignored + rejected.
 */
export async function countRows(
  warehouse: Warehouse,
  tables: LoadTables,
  kept: Kept,
  oneEventARow: boolean,
  grouped: boolean,
  { read, sieved }: Pick<Landed, 'read' | 'sieved'>,
): Promise<Counts> {
  const one = async (sql: string) => {
    const [row] = await warehouse.query({ name: 'load-count', sql, row: z.object({ n: z.coerce.number() }) })
    return row?.n ?? 0
  }
  const lines = oneEventARow ? 'count()' : 'uniqExact(line)'
  /** the other rows of events that were gathered from several */
  const others = (firsts: string) =>
    grouped ? one(`SELECT count() AS n FROM ${tables.members} WHERE first IN (${firsts})`) : 0
  const inConflict = `FROM ${tables.verdicts} WHERE verdict = 'conflict' AND line > 0 AND line NOT IN (SELECT line FROM ${tables.problems} WHERE ignored = '')`
  const [byType, firsts, further, waiting, problems, notSifted, conflicts, furtherConflicts] =
    await Promise.all([
      warehouse.query({
        name: 'load-count-events',
        sql: `SELECT event_type, count() AS events, countIf(amount = 0) AS zeros, max(occurred_on) AS last_day FROM ${kept.table} GROUP BY event_type ORDER BY event_type`,
        row: counted,
      }),
      one(`SELECT ${lines} AS n FROM ${kept.table} WHERE line > 0`),
      others(`SELECT line FROM ${kept.table}`),
      kept.orphans ? one(`SELECT uniqExact(line) AS n FROM ${kept.table} WHERE ${isOrphan()}`) : 0,
      warehouse.query({
        name: 'load-count-problems',
        sql: `SELECT ignored, uniqExact(line) AS n FROM ${tables.problems} GROUP BY ignored ORDER BY ignored`,
        row: z.object({ ignored: z.string(), n: z.coerce.number() }),
      }),
      sieved === null ? read : one(notSieved(tables, sieved)),
      kept.judged ? one(`SELECT uniqExact(line) AS n ${inConflict}`) : 0,
      kept.judged ? others(`SELECT line ${inConflict}`) : 0,
    ])
  const accepted = firsts + further
  const zeros = byType.find(({ event_type }) => event_type === 'invoice.issued')?.zeros ?? 0
  const negative = byType.some(({ event_type }) => event_type === 'invoice.credited')
    ? await one(
        `SELECT countIf(toString(attributes.negative_invoice) = '1') AS n FROM ${kept.table} WHERE event_type = 'invoice.credited'`,
      )
    : 0
  const sifted = read - notSifted
  const listed = problems.filter(({ ignored }) => ignored !== '')
  const reasons = sifted ? [...listed, { ignored: String(sieved), n: sifted }] : listed
  const ignored = reasons.reduce((sum, { n }) => sum + n, 0)
  const rejected =
    conflicts + furtherConflicts + (problems.find(({ ignored: reason }) => reason === '')?.n ?? 0)
  const last = (rows: z.output<typeof counted>[]) =>
    rows
      .map((row) => row.last_day)
      .sort()
      .at(-1) ?? null
  return {
    read,
    accepted,
    duplicates: read - accepted - ignored - rejected,
    ignored,
    rejected,
    waiting,
    ignored_reasons: Object.fromEntries(reasons.map(({ ignored: reason, n }) => [reason, n])),
    events: Object.fromEntries(byType.map(({ event_type, events }) => [event_type, events])),
    notes: {
      ...(zeros > 0 ? { zero_invoices: zeros } : {}),
      ...(negative > 0 ? { negative_invoices: negative } : {}),
    },
    last_day: last(byType.filter(({ event_type }) => event_type !== 'customer.updated')),
    last_payment_day: last(byType.filter(({ event_type }) => /^(payment|bank)\./.test(event_type))),
  }
}

/** SQL: how many records there are beside those that are counted and not listed. */
const notSieved = ({ typed }: LoadTables, reason: IgnoredReason) =>
  `SELECT countIf(ignored != ${literal(reason)}) AS n FROM ${typed}`
