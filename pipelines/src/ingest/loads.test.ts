import { text as readAll } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from './ingest-stream'
import { listLoads, readLoad } from './loads'
import { exportRejects, listRejects, retryRejects } from './rejects'
import { currentEvents, eventsCsv, loadText } from './testing'
import { undoLoad } from './undo'

const test = useWarehouse()
const load = (text: string, options = {}) => loadText(test.warehouse, text, options)
const invoice = (n: number, amount: number, version = 1) =>
  [`i${n}`, 'invoice.issued', '2025-01-13', `C${n % 3}`, `F${n}`, '', amount, '2025-02-12', version] as (
    string | number
  )[]
const payment = (n: number, customer: string, amount: number) =>
  [`p${n}`, 'payment.received', '2025-02-20', customer, `F${n}`, `P${n}`, amount, '', 1] as (
    string | number
  )[]
const amounts = async () => {
  const rows = await test.warehouse.query({
    name: 'test',
    sql: 'SELECT event_id, amount FROM events_current ORDER BY event_id',
    row: z.object({ event_id: z.string(), amount: z.string() }),
  })
  return Object.fromEntries(rows.map((row) => [row.event_id, Number(row.amount)]))
}

beforeEach(() => test.reset())

describe('undo', () => {
  it('takes a load back as a whole, and loading it again brings it back', async () => {
    const text = eventsCsv([invoice(1, 10), invoice(2, 20)])
    const first = await load(text)
    expect(await undoLoad(test.warehouse, first.batch_id)).toMatchObject({ state: 'undone', derived: true })
    expect(await amounts()).toEqual({})
    expect(await load(text)).toMatchObject({ accepted: 2, duplicates: 0 })
    expect(await amounts()).toEqual({ i1: 10, i2: 20 })
    // The undone twin of a row that a third load repeats must not show beside it.
    expect(await load(text)).toMatchObject({ accepted: 0, duplicates: 2 })
    expect(await amounts()).toEqual({ i1: 10, i2: 20 })
    expect((await currentEvents(test.warehouse)).length).toBe(2)
  })

  it('keeps the rows of the first of two loads that both brought them', async () => {
    const first = await load(eventsCsv([invoice(1, 10), invoice(2, 20)]))
    const second = await load(eventsCsv([invoice(2, 20), invoice(3, 30)]))
    expect(second).toMatchObject({ accepted: 1, duplicates: 1 })
    await undoLoad(test.warehouse, first.batch_id)
    expect(await amounts()).toEqual({ i2: 20, i3: 30 })
    await undoLoad(test.warehouse, second.batch_id)
    expect(await amounts()).toEqual({})
  })

  it('says that there is no such load, and that a failed one cannot be taken back', async () => {
    await expect(undoLoad(test.warehouse, 'nothing')).rejects.toMatchObject({ code: 'ingest/load-not-found' })
    await load(eventsCsv([['x', 'invoice.issued', 'never', 'C', 'F', '', 1, '', 1]]), { strict: true }).catch(
      () => undefined,
    )
    const [failed] = await listLoads(test.warehouse, { limit: 1 })
    await expect(undoLoad(test.warehouse, String(failed?.batch_id))).rejects.toMatchObject({
      code: 'ingest/not-undoable',
    })
  })
})

describe('versions', () => {
  it('shows the highest version, in whatever order they arrive, and the one before when it is undone', async () => {
    await load(eventsCsv([invoice(1, 30, 3)]))
    await load(eventsCsv([invoice(1, 10, 1)]))
    const second = await load(eventsCsv([invoice(1, 20, 2)]))
    expect(await amounts()).toEqual({ i1: 30 })
    const fourth = await load(eventsCsv([invoice(1, 40, 4)]))
    expect(await amounts()).toEqual({ i1: 40 })
    await undoLoad(test.warehouse, second.batch_id)
    await undoLoad(test.warehouse, fourth.batch_id)
    expect(await amounts()).toEqual({ i1: 30 })
  })

  it('takes two versions in one file', async () => {
    expect(await load(eventsCsv([invoice(1, 20, 2), invoice(1, 10, 1), invoice(1, 20, 2)]))).toMatchObject({
      read: 3,
      accepted: 2,
      duplicates: 1,
    })
    expect(await amounts()).toEqual({ i1: 20 })
  })

  it('rejects other content under the same id and version, with the row as it came', async () => {
    await load(eventsCsv([invoice(1, 10)]))
    const other = await load(eventsCsv([invoice(1, 11), invoice(2, 20), invoice(2, 21)]))
    expect(other).toMatchObject({ read: 3, accepted: 1, rejected: 2 })
    const { rows, reasons } = await listRejects(test.warehouse, other.batch_id, { limit: 10 })
    expect(reasons).toEqual({ duplicate_conflict: 2 })
    expect(rows).toMatchObject([
      { line: 1, value: 'i1', raw: 'i1,invoice.issued,2025-01-13,C1,F1,,11,2025-02-12,1' },
      { line: 3, value: 'i2' },
    ])
    expect(await amounts()).toEqual({ i1: 10, i2: 20 })
  })
})

describe('waiting', () => {
  it('keeps a payment that names only its invoice until the invoice arrives', async () => {
    const early = await load(eventsCsv([payment(1, '', 5), payment(2, '', 6)]))
    expect(early).toMatchObject({ read: 2, accepted: 2, waiting: 2 })
    expect(await amounts()).toEqual({})
    const again = await load(eventsCsv([payment(1, '', 5)]))
    expect(again).toMatchObject({ accepted: 0, duplicates: 1 })
    await load(eventsCsv([invoice(1, 10)]))
    await load(eventsCsv([invoice(3, 10)]))
    expect(await amounts()).toEqual({ i1: 10, i3: 10, p1: 5 })
    expect((await currentEvents(test.warehouse))[2]).toContain('C1 F1')
    await undoLoad(test.warehouse, early.batch_id)
    // The second load brought p1 as well.
    expect(await amounts()).toEqual({ i1: 10, i3: 10, p1: 5 })
    await undoLoad(test.warehouse, again.batch_id)
    expect(await amounts()).toEqual({ i1: 10, i3: 10 })
  })

  it('finds the customer at once where the invoice is known or in the same file', async () => {
    await load(eventsCsv([invoice(1, 10)]))
    expect(await load(eventsCsv([payment(1, '', 5), payment(2, '', 6), invoice(2, 20)]))).toMatchObject({
      accepted: 3,
      waiting: 0,
    })
    expect(await amounts()).toEqual({ i1: 10, i2: 20, p1: 5, p2: 6 })
  })
})

describe('rejected rows', () => {
  const HEADER = 'invoice,customer,invoice date,due date,amount\n'
  it('can be exported, mended and loaded again, each once', async () => {
    const first = await load(
      `${HEADER}F1,C,2025-01-13,2025-02-12,10.00\nF2,C,=never(),2025-02-12,20.00\nF3,,2025-01-13,2025-02-12,30.00\n`,
    )
    expect(first).toMatchObject({ read: 3, accepted: 1, rejected: 2 })
    const csv = await readAll(exportRejects(test.warehouse, first.batch_id))
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'line,field,reason,value,raw',
      `2,invoice date,bad_date,"'=never()","F2,C,=never(),2025-02-12,20.00"`,
    ])
    const mended = [{ line: 2, raw: 'F2,C,2025-01-14,2025-02-12,20.00' }]
    expect(await retryRejects(test.warehouse, first.batch_id, mended)).toMatchObject({ read: 1, accepted: 1 })
    expect((await listRejects(test.warehouse, first.batch_id, { limit: 9 })).reasons).toEqual({
      missing_field: 1,
    })
    expect(await retryRejects(test.warehouse, first.batch_id, 'all')).toMatchObject({
      read: 1,
      accepted: 0,
      rejected: 1,
    })
    expect(
      (await listRejects(test.warehouse, first.batch_id, { limit: 9 })).rows.map((row) => row.state),
    ).toEqual(['retried', 'retried'])
    expect((await currentEvents(test.warehouse)).length).toBe(2)
  })
})

describe('sources', () => {
  it('reads events as JSON lines and keeps what the contract does not name', async () => {
    const lines = [
      {
        event_type: 'invoice.issued',
        event_id: 'a',
        occurred_on: '2025-01-13',
        customer_id: 'C',
        invoice_id: 'F1',
        amount: 12.5,
        currency: 'EUR',
        due_on: '2025-02-12',
        instalments: [
          { due_on: '2025-02-01', amount: '2.5' },
          { due_on: '2025-02-12', amount: '10' },
        ],
        project: { code: 'x7' },
      },
      {
        event_type: 'payment.reversed',
        event_id: 'b',
        occurred_at: '2025-03-01T23:30:00Z',
        customer_id: 'C',
        amount: '3',
        attributes: { fee: '1' },
        payment_id: 'P',
      },
      { event_type: 'cost.recorded', event_id: 'c', occurred_on: '2025-03-01', amount: '1' },
      { event_type: 'invoice.paid', event_id: 'd', occurred_on: '2025-03-01', customer_id: 'C' },
      {
        event_type: 'promise.made',
        event_id: 'e',
        occurred_on: '2025-03-01',
        customer_id: 'C',
        amount: '-4',
      },
    ]
    const result = await load([...lines.map((line) => JSON.stringify(line)), '[1]', '{"half":'].join('\n'), {
      fileName: 'e.ndjson',
    })
    expect(result).toMatchObject({ source: 'ndjson', read: 7, accepted: 3, rejected: 4 })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 9 })
    expect(rows.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 unknown_type',
      '5 negative_amount',
      '6 malformed',
      '7 malformed',
    ])
    const events = await test.warehouse.query({
      name: 'test',
      sql: `SELECT event_id, event_type, occurred_on, amount, toString(attributes) AS attributes, toString(instalments) AS instalments FROM events_current ORDER BY event_id`,
      row: z.record(z.string(), z.unknown()),
    })
    expect(events).toEqual([
      {
        event_id: 'a',
        event_type: 'invoice.issued',
        occurred_on: '2025-01-13',
        amount: '12.5000',
        attributes: '{"project":{"code":"x7"}}',
        instalments: `[('2025-02-01',2.5000,'normal'),('2025-02-12',10.0000,'normal')]`,
      },
      {
        event_id: 'b',
        event_type: 'payment.rejected',
        occurred_on: '2025-03-02',
        amount: '3.0000',
        attributes: '{"fee":"1"}',
        instalments: '[]',
      },
      {
        event_id: 'c',
        event_type: 'cost.recorded',
        occurred_on: '2025-03-01',
        amount: '1.0000',
        attributes: '{}',
        instalments: '[]',
      },
    ])
  })

  it('reads invoices and payments from files of their own, equal payments without number included', async () => {
    await load(
      'Invoice no,Customer name,Invoice date,Due date,Total\n7,ACME,2025-01-13,2025-02-12,"1,000.00"\n',
    )
    const payments =
      'Invoice no,Payment date,Amount paid,Method\n7,2025-03-01,250.00,card\n7,2025-03-01,250.00,card\n7,2025-03-02,100.00,card\n'
    expect(await load(payments)).toMatchObject({
      read: 3,
      accepted: 3,
      waiting: 0,
      understood: { kind: 'payments' },
    })
    expect(await load(payments)).toMatchObject({ accepted: 0, duplicates: 3 })
    expect(await currentEvents(test.warehouse)).toHaveLength(4)
  })

  it('reads customers, and a change of one as a new event', async () => {
    const text = (sector: string) =>
      `Customer ID,Name,Country,Sector\nC1,ACME,FR,${sector}\nC2,Bolt,DE,toys\n`
    expect(await load(text('food'))).toMatchObject({
      read: 2,
      accepted: 2,
      events: { 'customer.updated': 2 },
    })
    expect(await load(text('wine'))).toMatchObject({ read: 2, accepted: 1, duplicates: 1 })
  })
})

it('stops when it is cancelled and keeps nothing', async () => {
  const stop = new AbortController()
  async function* endless() {
    yield Buffer.from(eventsCsv([invoice(1, 10)]))
    for (let n = 0; ; n += 1) {
      if (n === 50) stop.abort()
      yield Buffer.from(
        Array.from({ length: 1000 }, (_, i) => invoice(n * 1000 + i + 2, 10).join(',') + '\n').join(''),
      )
    }
  }
  const loading = ingestStream(test.warehouse, Readable.from(endless()), {
    fileName: 'a.csv',
    signal: stop.signal,
  })
  await expect(loading).rejects.toMatchObject({ code: 'ingest/cancelled' })
  const [last] = await listLoads(test.warehouse, { limit: 1 })
  expect(await readLoad(test.warehouse, String(last?.batch_id))).toMatchObject({ state: 'cancelled' })
  expect(await amounts()).toEqual({})
})

it('checks a file and keeps nothing of it in a dry run', async () => {
  expect(await load(eventsCsv([invoice(1, 10)]), { dryRun: true })).toMatchObject({ read: 1, accepted: 1 })
  expect(await listLoads(test.warehouse, { limit: 1 })).toEqual([])
  expect(await amounts()).toEqual({})
})
