import fs from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest/ingest-stream'

const FOLDER = '../shared/data/online-retail'
const present = fs.existsSync(FOLDER)
if (!present) console.log(`skipped: ${FOLDER} is not here`)

const test = useWarehouse()
const reference = z.object({
  lines: z.number(),
  invoices: z.number(),
  credit_notes: z.number(),
  customers: z.number(),
  net_total_gbp: z.string(),
  invoice_totals_negative_without_C: z.number(),
  invoice_totals_zero: z.number(),
  by_month: z.record(
    z.string(),
    z.object({ invoices: z.number(), invoiced: z.string(), credit_notes: z.number(), credited: z.string() }),
  ),
})

/** Amounts by month; a negative invoice without C counts among the invoices there, with its sign. */
const months = () =>
  test.warehouse.query({
    name: 'test',
    sql: `SELECT toString(formatDateTime(occurred_on, '%Y-%m')) AS month,
        countIf(NOT is_credit) AS invoices, toString(sumIf(if(event_type = 'invoice.credited', -amount, amount), NOT is_credit)) AS invoiced,
        countIf(is_credit) AS credit_notes, toString(-sumIf(amount, is_credit)) AS credited
      FROM (SELECT *, startsWith(toString(attributes.credit_note_id), 'C') AS is_credit FROM events_current
        WHERE event_type IN ('invoice.issued', 'invoice.credited')) GROUP BY month ORDER BY month`,
    row: z.object({
      month: z.string(),
      invoices: z.coerce.number(),
      invoiced: z.string(),
      credit_notes: z.coerce.number(),
      credited: z.string(),
    }),
  })

it.skipIf(!present)(
  'reads half a million rows of goods as the invoices and credit notes that they are parts of',
  async () => {
    const wanted = reference.parse(JSON.parse(fs.readFileSync(`${FOLDER}/REFERENCE.json`, 'utf8')))
    const input = fs.createReadStream(`${FOLDER}/online-retail.csv.gz`)
    const result = await ingestStream(test.warehouse, input, { fileName: 'online-retail.csv.gz' })
    expect(result).toMatchObject({
      read: wanted.lines,
      accepted: wanted.lines,
      rejected: 0,
      currency: 'GBP',
      understood: {
        preset: 'online-retail',
        warnings: ['lines_summed', 'due_date_assumed', 'customers_missing', 'open_items_only'],
        notes: {
          zero_invoices: wanted.invoice_totals_zero,
          negative_invoices: wanted.invoice_totals_negative_without_C,
        },
      },
    })
    expect(result.events).toMatchObject({
      'invoice.issued': wanted.invoices - wanted.invoice_totals_negative_without_C,
      'invoice.credited': wanted.credit_notes + wanted.invoice_totals_negative_without_C,
    })
    const found = await months()
    const asNumbers = found.map(({ month, invoiced, credited, ...counts }) => [
      month,
      { ...counts, invoiced: Number(invoiced), credited: Number(credited) },
    ])
    expect(asNumbers).toEqual(
      Object.entries(wanted.by_month).map(([month, { invoiced, credited, ...counts }]) => [
        month,
        { ...counts, invoiced: Number(invoiced), credited: Number(credited) },
      ]),
    )
    const [about] = await test.warehouse.query({
      name: 'test',
      sql: `SELECT toString(sum(if(event_type = 'invoice.issued', amount, -amount))) AS net,
          uniqExactIf(customer_id, customer_id != 'ANONYMOUS') AS customers,
          uniqExact(toString(attributes.due_on_source)) AS sources
        FROM events_current WHERE event_type IN ('invoice.issued', 'invoice.credited')`,
      row: z.object({ net: z.string(), customers: z.coerce.number(), sources: z.coerce.number() }),
    })
    expect({ ...about, net: Number(about?.net) }).toEqual({
      net: Number(wanted.net_total_gbp),
      customers: wanted.customers,
      sources: 1,
    })
  },
  120_000,
)
