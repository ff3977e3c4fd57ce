import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  compileRuleToGrowthBook,
  compileRuleToSql,
  customerFields,
  invoiceFields,
  meetsCondition,
  ruleOperators,
} from '@relance/experiments'
import { connectWarehouse, startEngine } from '@relance/pipelines'
import { seededRandom } from '@relance/experiments/simulate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SegmentField, SegmentRule } from '@relance/experiments'
import type { Engine, Warehouse } from '@relance/pipelines'

const CUSTOMERS = 400
const RULES = 300

const random = seededRandom(20_26)
const pick = <T>(list: readonly T[]): T => {
  const value = list[random.below(list.length)]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}
const words = ['FR', 'fr', 'be', 'É', 'é.a', 'Straße', 'a*b', 'null', 'it', '0', "o'b", 'x\\y', '{p1:String}']
const numbers = [-5, -1, 0, 0.5, 1, 15.1, 60, 1000.0001]
const valueOf = (type: SegmentField['type']) =>
  type === 'number' ? pick(numbers) : type === 'boolean' ? random.uniform() < 0.5 : pick(words)

/** A random comparison on one field of the catalogue. */
function comparison(catalogue: Readonly<Record<string, SegmentField>>): SegmentRule {
  const [field, { type }] = pick(Object.entries(catalogue))
  const op = pick<(typeof ruleOperators)[keyof typeof ruleOperators][number]>(ruleOperators[type])
  if (op === 'is_empty' || op === 'is_not_empty') return { field, op }
  if (op === 'between') {
    const [a, b] = [pick(numbers), pick(numbers)]
    return { field, op, value: [Math.min(a, b), Math.max(a, b)] }
  }
  if (op !== 'in' && op !== 'not_in') return { field, op, value: valueOf(type) }
  return { field, op, value: Array.from({ length: 1 + random.below(4) }, () => valueOf(type)) }
}

function rule(depth: number, catalogue: Readonly<Record<string, SegmentField>>): SegmentRule {
  const draw = random.uniform()
  const inner = () => rule(depth - 1, catalogue)
  if (depth === 0 || draw < 0.4) return comparison(catalogue)
  if (draw < 0.6) return { all: [inner(), inner()] }
  if (draw < 0.8) return { any: [inner(), inner(), inner()] }
  if (draw < 0.9 || catalogue === invoiceFields) return { not: inner() }
  return { some_invoice: rule(depth - 1, invoiceFields) }
}

type Row = Record<string, unknown>
const unknown = (type: SegmentField['type']) => type !== 'list' && random.uniform() < 0.3
const row = (catalogue: Readonly<Record<string, SegmentField>>): Row =>
  Object.fromEntries(
    Object.entries(catalogue).map(([field, { type }]) => {
      if (unknown(type)) return [field, null]
      const list = () => Array.from({ length: random.below(3) }, () => pick(words))
      return [field, type === 'list' ? list() : type === 'text' ? pick([...words, '']) : valueOf(type)]
    }),
  )

const typeOf = {
  number: 'Nullable(Decimal(18, 4))',
  text: 'Nullable(String)',
  boolean: 'Nullable(Bool)',
  list: 'Array(String)',
}
const columns = (catalogue: Readonly<Record<string, SegmentField>>) =>
  Object.entries(catalogue)
    .map(([field, { type }]) => `\`${field}\` ${typeOf[type]}`)
    .join(', ')

describe('a segment rule', () => {
  let engine: Engine
  let warehouse: Warehouse
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-segments-'))
  const customers = Array.from({ length: CUSTOMERS }, (_, i) => ({
    ...row(customerFields),
    customer_id: `c${i}`,
    custom: Object.fromEntries(random.uniform() < 0.6 ? [['group', pick([...words, ''])]] : []) as Record<
      string,
      string
    >,
  }))
  const invoices = customers.flatMap(({ customer_id }) =>
    Array.from({ length: random.below(3) }, (_, i) => ({
      ...row(invoiceFields),
      customer_id,
      id: `${customer_id}-${i}`,
    })),
  )

  beforeAll(async () => {
    engine = await startEngine({ dataDir, memoryLimitBytes: 2e9 })
    warehouse = connectWarehouse(engine)
    await warehouse.createDatabase()
    const create = (table: string, list: string) =>
      warehouse.command({
        name: table,
        sql: `CREATE TABLE ${table} (${list}) ENGINE = MergeTree ORDER BY customer_id`,
      })
    await create(
      'segment_customers',
      `customer_id String, custom Map(String, String), ${columns(customerFields)}`,
    )
    await create('open_invoices', `customer_id String, id String, ${columns(invoiceFields)}`)
    const insert = (table: string, body: readonly object[]) =>
      warehouse.insert({ name: table, table: `relance.${table}`, format: 'JSONEachRow', body })
    await insert('segment_customers', customers)
    await insert('open_invoices', invoices)
  })

  afterAll(async () => {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  })

  it('takes the same customers in ClickHouse and in the SDK', async () => {
    const fields = { ...customerFields, 'custom.group': { type: 'text', unit: '' } as const }
    const attributes = customers.map(({ customer_id, ...customer }) => ({
      ...customer,
      id: customer_id,
      invoices: invoices.filter((invoice) => invoice.customer_id === customer_id),
    }))
    let taken = 0
    for (let k = 0; k < RULES; k++) {
      const one = rule(3, fields)
      const { sql, params } = compileRuleToSql(one)
      const found = await warehouse.query({
        name: 'segment',
        sql: `SELECT customer_id FROM segment_customers WHERE ${sql} ORDER BY customer_id`,
        params: { ...params },
        row: z.object({ customer_id: z.string() }),
      })
      const condition = compileRuleToGrowthBook(one)
      const expected = attributes
        .filter((customer) => meetsCondition(customer, condition))
        .map(({ id }) => id)
      expect(
        found.map(({ customer_id }) => customer_id),
        JSON.stringify({ one, sql, params }),
      ).toEqual(expected.sort())
      taken += expected.length
    }
    expect(taken).toBeGreaterThan(0.2 * RULES * CUSTOMERS)
    expect(taken).toBeLessThan(0.8 * RULES * CUSTOMERS)
  })
})
