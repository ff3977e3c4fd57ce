import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest/ingest-stream'
import { listRejects } from '../../ingest/rejects'
import type { Warehouse } from '../../warehouse/warehouse'

const test = useWarehouse()
beforeEach(() => test.reset())

/** Lines are read the quick way only in a file larger than the sample. */
const MANY = 1500

const invoices = Array.from({ length: MANY }, (_, n) =>
  [
    `{"event_type":"invoice.issued","occurred_on":"2026-01-10","due_on":"2026-02-10","customer_id":"C${n % 50}"`,
    // numbers, spaces, escapes, nothing
    `"invoice_id":"F\\u00e9 \\"${n}\\"","amount":${n % 3 === 0 ? `"${n + 1}.50"` : `${n + 1}.50`},"currency":${n % 5 === 0 ? 'null' : '"EUR"'}`,
    `"attributes":{"purpose": "tuition \\u20ac",  "rank": ${n}.0, "list":[ 1, {"a":null} ], "yes":true},"version":${n % 2 === 0 ? 1 : '"1"'}}`,
  ].join(','),
)
const others = [
  `{"event_type":"payment.received","occurred_on":"2026-02-01","customer_id":"C1","payment_id":77,"amount":5,"currency":"EUR","allocations":[{"invoice_id":"Fé \\"1\\"","amount":"2.50"}, {"amount": 2.5, "invoice_id": "Fé \\"51\\""}]}`,
  `{"event_type":"invoice.issued","occurred_on":"2026-01-10","due_on":"2026-03-10","customer_id":"C2","invoice_id":"I1","amount":30,"currency":"EUR","instalments":[{"due_on":"2026-02-10","amount":"10"},{"due_on":"2026-03-10","amount":"20"}]}`,
  `{"event_type":"reminder.sent","occurred_at":"2026-03-01T08:00:00Z","customer_id":"C2","invoice_id":"I1","reminder_id":"R1","channel":"email","step":2,"attributes":{ }}`,
  `{"event_type":"customer.updated","occurred_on":"2026-01-01","customer_id":"C3","attributes":{"name": "É  & C\\u0069e", "terms_days": 30}}`,
]

async function load(lines: string[]) {
  const landings: (string | undefined)[] = []
  const watched = new Proxy(test.warehouse, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: [{ name?: string; format?: string } | undefined]) => {
        if (args[0]?.name === 'load-land') landings.push(args[0].format)
        return Reflect.apply(value, target, args) as unknown
      }
    },
  }) as Warehouse
  const result = await ingestStream(watched, Readable.from([`${lines.join('\n')}\n`]), {
    fileName: 'events.ndjson',
  })
  // what did not hold is dropped before it is read the careful way
  return {
    result,
    landed: landings.length,
    quick: landings.includes('JSONEachRow'),
  }
}

const events = () =>
  test.warehouse.query({
    name: 'test',
    sql: `SELECT * EXCEPT (recorded_at, batch_id, line) FROM events WHERE event_id NOT LIKE '%:odd' ORDER BY event_id`,
    row: z.record(z.string(), z.unknown()),
  })

describe('a large file of JSON lines', () => {
  it('tells the same events whether the engine parts it or every line is looked into', async () => {
    // The first records have every field, so that none is unexpected.
    const lines = [...others, ...invoices]
    const quick = await load(lines)
    expect(quick).toMatchObject({ quick: true, landed: 1, result: { rejected: 0, accepted: MANY + 4 } })
    const found = await events()
    await test.reset()
    const odd = `{"event_type":"cost.recorded","event_id":"x:odd","occurred_on":"2026-01-01","amount":1,"unheard_of":1}`
    expect(await load([odd, ...lines])).toMatchObject({ quick: false, landed: 1, result: { rejected: 0 } })
    expect(await events()).toEqual(found)
  })

  it.each([
    [
      'has a field that no record before it has',
      `{"event_type":"cost.recorded","event_id":"x:odd","occurred_on":"2026-01-01","amount":1,"memo":"x"}`,
      1,
    ],
    ['is no JSON', '{"event_type":"cost.recorded","amount"', 0],
    [
      'lacks what its type needs',
      '{"event_type":"invoice.issued","occurred_on":"2026-01-10","customer_id":"C1"}',
      0,
    ],
    [
      'are two of one line',
      '{"event_type":"cost.recorded","occurred_on":"2026-01-01","amount":1}{"event_type":"cost.recorded","occurred_on":"2026-01-02","amount":1}',
      0,
    ],
  ])('is looked into line by line where one record %s', async (_, line, accepted) => {
    const { result, landed } = await load([...invoices, line, ...others.slice(3)])
    expect(landed).toBe(2)
    expect(result).toMatchObject({ read: MANY + 2, accepted: MANY + 1 + accepted, rejected: 1 - accepted })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 5 })
    expect(rows.map(({ line: at, raw }) => ({ at, raw }))).toEqual(
      accepted ? [] : [{ at: MANY + 1, raw: line }],
    )
  })

  it('keeps the text of a record that contradicts what is known', async () => {
    await load([...invoices, ...others.slice(3)])
    const changed = (invoices[700] ?? '').replace('"due_on":"2026-02-10"', '"due_on":"2026-02-20"')
    const { result, landed } = await load([...invoices.slice(0, 700), changed, ...invoices.slice(701)])
    expect(landed).toBe(1)
    expect(result).toMatchObject({ accepted: 0, duplicates: MANY - 1, rejected: 1 })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 5 })
    expect(rows).toMatchObject([{ line: 701, reason: 'duplicate_conflict', raw: changed }])
  })
})
