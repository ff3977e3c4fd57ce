import fs from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from './ingest-stream'

const FILE = '../shared/data/ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv'
const present = fs.existsSync(FILE)
if (!present) console.log(`skipped: ${FILE} is not here`)

const test = useWarehouse()
const load = () => ingestStream(test.warehouse, fs.createReadStream(FILE), { fileName: 'ibm.csv' })

it.skipIf(!present)('recognises the IBM file without a mapping and loads every row once', async () => {
  const first = await load()
  expect(first).toMatchObject({
    source: 'csv',
    read: 2466,
    accepted: 2466,
    duplicates: 0,
    ignored: 0,
    rejected: 0,
  })
  expect(first.understood).toMatchObject({
    preset: 'ibm-late-payment',
    currency: 'USD',
    date_order: 'MDY',
    decimal_mark: '.',
    separator: ',',
    history_from: '1990-01-01',
    entity_id: 'MAIN',
  })
  expect(first.events).toMatchObject({
    'invoice.issued': 2466,
    'payment.received': 2466,
    'customer.updated': 100,
  })
  expect(first.events['invoice.disputed']).toBe(first.events['dispute.resolved'])
  expect(first.last_day).toBe('2014-01-09')
  const again = await load()
  expect(again).toMatchObject({ read: 2466, accepted: 0, duplicates: 2466, rejected: 0, events: {} })
  const [sums] = await test.warehouse.query({
    name: 'test',
    sql: `SELECT sumIf(amount, event_type = 'invoice.issued') AS billed, sumIf(amount, event_type = 'payment.received') AS paid,
      uniqExact(customer_id) AS customers, countIf(invoice_id = '0000611365') AS named FROM events_current`,
    row: z.record(z.string(), z.string()),
  })
  expect(sums).toEqual({ billed: '147703.1800', paid: '147703.1800', customers: '100', named: '2' })
})
