import fs from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import type { IngestResult } from '../../ingest/ingest.contract'
import { computeKpis } from '../../kpis'
import { monthEnd } from '../../kpis/days'
import { ask, derivedState, figures, loadFile } from './testing'

const FOLDER = '../shared/data/fec'
const present = fs.existsSync(`${FOLDER}/REFERENCE.json`)
if (!present) console.log(`skipped: ${FOLDER} is not here`)

const receivables = z.object({
  lines: z.number(),
  customers_by_key: z.number(),
  closing_balance: z.string(),
  lettered_lines: z.number(),
  letter_groups: z.number(),
  balanced_letter_groups: z.number(),
  monthly: z.record(z.string(), z.object({ balance_end: z.string() })),
})
const reference = present
  ? z.record(z.string(), z.unknown()).parse(JSON.parse(fs.readFileSync(`${FOLDER}/REFERENCE.json`, 'utf8')))
  : {}
const ledgers = [
  {
    file: 'quadra-123456789FEC20190731.txt',
    key: 'ekylibre/quadra/123456789FEC20190731.txt',
    last: '2019-07-31',
  },
  { file: '0000000001FEC20220831.txt', key: 'neolegal/0000000001FEC20220831.txt', last: '2022-08-31' },
  { file: 'sage-coala-2020.txt', key: 'ekylibre/sage-coala/2020.txt', last: '2020-03-31' },
]
const test = useWarehouse()

/** What the lines of customers in a file come to, read in the plainest way. */
function linesOf(file: string) {
  const [header = '', ...lines] = fs.readFileSync(`${FOLDER}/${file}`, 'utf8').trim().split('\n')
  const names = header.replace('\ufeff', '').split('\t')
  const cents = (text = '') => Math.round(Number(text.replace(',', '.')) * 100)
  return lines
    .map((line) => line.split('\t'))
    .filter((row) => row[names.indexOf('CompteNum')]?.startsWith('411'))
    .map((row) => ({
      net: cents(row[names.indexOf('Debit')]) - cents(row[names.indexOf('Credit')]),
      lettered: row[names.indexOf('EcritureLet')] !== '',
    }))
}

describe.skipIf(!present).each(ledgers)('$file', ({ file, key, last }) => {
  const expected = () =>
    receivables.parse(z.object({ receivables_411: z.unknown() }).parse(reference[key]).receivables_411)

  let first: IngestResult
  beforeAll(async () => {
    await test.reset()
    first = await loadFile(test.warehouse, `${FOLDER}/${file}`)
  })

  it('is recognised, and each line of a customer is counted once', () => {
    const lines = Number(z.object({ data_lines: z.number() }).parse(reference[key]).data_lines)
    expect(first).toMatchObject({
      source: 'fec',
      read: lines,
      accepted: expected().lines - linesOf(file).filter(({ net }) => net === 0).length,
      duplicates: 0,
      rejected: 0,
    })
    expect(first.ignored).toBe(lines - first.accepted)
    expect(first.events['customer.updated']).toBeGreaterThanOrEqual(expected().customers_by_key)
  })

  it('has the balances of the ledger at every month end', async () => {
    const months = Object.keys(expected().monthly)
    const rows = await computeKpis(test.warehouse, {
      asOf: monthEnd(`${months.at(-1)}-01`),
      from: `${months[0]}-01`,
      by: 'month',
      kpis: ['open_net'],
    })
    const found = Object.fromEntries(rows.map((row) => [row.by?.['month'], row.value]))
    const wanted = Object.entries(expected().monthly).map(([month, { balance_end }]) => [month, balance_end])
    expect(found).toEqual(Object.fromEntries(wanted))
    expect((await figures(test.warehouse, last))['open_net']).toBe(expected().closing_balance)
  })

  it('settles each letter that comes out even, and nothing that is not lettered', async () => {
    const [letters] = await ask(
      test.warehouse,
      `SELECT count() AS groups, countIf(rest = 0) AS even FROM (
        SELECT customer_id, payment_id, sum(allocations[1].2) AS rest FROM events_current
        WHERE event_type = 'account.lettered' GROUP BY customer_id, payment_id)`,
    )
    expect(letters).toEqual({
      groups: String(expected().letter_groups),
      even: String(expected().balanced_letter_groups),
    })
    const open = await ask(
      test.warehouse,
      `SELECT invoice_id FROM invoices WHERE open != 0 AND (customer_id, concat('invoice:', invoice_id)) IN (
        SELECT customer_id, document FROM (
          SELECT customer_id, allocations[1].1 AS document, sum(allocations[1].2) OVER (PARTITION BY customer_id, payment_id) AS rest
          FROM events_current WHERE event_type = 'account.lettered') WHERE rest = 0)`,
    )
    expect(open).toEqual([])
  })

  it.skipIf(!file.startsWith('quadra'))('leaves open what is not lettered, to the cent', async () => {
    const rest = linesOf(file).filter(({ lettered }) => !lettered)
    const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
    const shown = await figures(test.warehouse, '2019-07-31')
    // money given back without a letter (1 399.20 and 123.00) takes from what is on account
    expect(shown).toMatchObject({
      open: ((sum(rest.map(({ net }) => Math.max(0, net))) - 152_220) / 100).toFixed(2),
      on_account: ((sum(rest.map(({ net }) => Math.max(0, -net))) - 152_220) / 100).toFixed(2),
      open_net: '283113.83',
      refund_unexplained: '0.00',
    })
  })

  it('changes nothing when it is loaded again', async () => {
    const state = await derivedState(test.warehouse)
    expect(await loadFile(test.warehouse, `${FOLDER}/${file}`)).toMatchObject({
      accepted: 0,
      duplicates: first.accepted,
      rejected: 0,
      events: {},
    })
    expect(await derivedState(test.warehouse)).toEqual(state)
  })
})
