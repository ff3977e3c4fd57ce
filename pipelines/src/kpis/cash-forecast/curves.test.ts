import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import { addDays } from '../days'
import { eventsOf, randomHistory, SPAN, START } from '../testing/random-history'
import curvesSql from './curves.sql?raw'

const test = useWarehouse()
const histories = fc.sample(randomHistory, { seed: 20_240_131, numRuns: 60 })

/** Most invoices are like these, random histories rarely. */
function paidAtOnce(): object[] {
  return Array.from({ length: 90 }, (_, index) => {
    const invoice = {
      entity_id: 'E0',
      customer_id: `P${index % 4}`,
      invoice_id: `A${index}`,
      currency: 'EUR',
      amount: '10.00',
    }
    const issued = addDays(START, index)
    return [
      {
        ...invoice,
        event_id: `i${index}`,
        event_type: 'invoice.issued',
        occurred_on: issued,
        due_on: addDays(issued, 20),
      },
      {
        ...{ ...invoice, event_id: `p${index}`, event_type: 'payment.received', payment_id: `p${index}` },
        occurred_on: addDays(issued, (index * 7) % 60),
      },
    ]
  }).flat()
}

beforeAll(async () => {
  const lines = histories.flatMap((history, index) => eventsOf(`E${index}`, history))
  const text = [...lines, ...paidAtOnce()].map((event) => JSON.stringify(event)).join('\n') + '\n'
  const result = await ingestStream(test.warehouse, Readable.from([text]), {
    fileName: 'histories.ndjson',
    source: 'ndjson',
  })
  expect(result.rejected, result.message).toBe(0)
})

const ask = (sql: string, params: object = {}) =>
  test.warehouse.query({
    name: 'test-curves',
    sql,
    params: { ...params },
    row: z.record(z.string(), z.unknown()),
  })

it('knows of invoices paid at once by their columns what the steps of each tell', async () => {
  const kinds = await ask(
    'SELECT plain FROM relance.invoices GROUP BY plain HAVING count() > 20 ORDER BY plain',
  )
  expect(kinds.map((row) => row['plain'])).toEqual([0, 1, 2])
  const [often] = await ask(
    'SELECT groupArray(customer_id) AS regulars FROM (SELECT customer_id FROM relance.invoices GROUP BY customer_id ORDER BY count() DESC LIMIT 3)',
  )
  const bySteps = curvesSql.replace('WHERE plain = 2', 'WHERE plain > 2').replace('plain < 2', 'plain < 3')
  for (const asOf of [40, 90, SPAN - 30, SPAN + 60].map((offset) => addDays(START, offset)))
    for (const regulars of [[], often?.['regulars']]) {
      const question = { asOf, regulars, entities: [], currency: 'EUR', internal: 0 }
      const found = await ask(curvesSql, question)
      expect(found.length).toBeGreaterThan(20)
      expect(found, asOf).toEqual(await ask(bySteps, question))
    }
})
