import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import attributesSql from './attributes.sql?raw'
import membersSql from './members.sql?raw'
import populationSql from './population.sql?raw'
import placesSql from './places.sql?raw'
import previewSql from './preview.sql?raw'
import strataSql from './strata.sql?raw'
import { attributeFields, withAttributes } from './statement'
import type {
  AttributesQuestion,
  CustomerAttributesRow,
  RuleSql,
  SegmentCount,
  SegmentCustomer,
} from './types'

const customer = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  kind: z.string(),
  open: z.string(),
  overdue: z.string(),
})
const listed = customer.extend({
  customers: z.number(),
  open_sum: z.string(),
  overdue_sum: z.string(),
  natural_persons: z.number(),
})
const number = z.union([z.number(), z.string()]).transform(Number)
const invoice = z
  .tuple([z.string(), number, number, number, number, z.string(), z.string(), z.string(), z.boolean()])
  .transform(([id, amount, open_amount, days_late, level, kind, product, currency, disputed]) => {
    return { id, amount, open_amount, days_late, level, kind, product, currency, disputed }
  })
const attributes = z
  .looseObject({
    entity_id: z.string(),
    customer_id: z.string(),
    open_amount: number,
    overdue_amount: number,
    custom: z.record(z.string(), z.string()),
    invoices: z.array(invoice),
  })
  .transform((row) => ({ ...row, id: JSON.stringify([row.entity_id, row.customer_id]) }))

/**
 * How many customers a rule takes on a day, what they owe in their creditor's currency, and the first of them, largest
 * overdue amount first: all by one statement, because the attributes are what takes time.
 */
export async function previewSegment(
  warehouse: Warehouse,
  question: AttributesQuestion,
  rule: RuleSql,
  limit: number,
): Promise<SegmentCount & { names: SegmentCustomer[] }> {
  const { sql, params } = asked(question, rule, previewSql)
  const rows = await warehouse.query({
    name: 'segment-preview',
    sql,
    params: { ...params, limit },
    row: listed,
  })
  const [first] = rows
  return {
    customers: first?.customers ?? 0,
    open: first?.open_sum ?? '0.0000',
    overdue: first?.overdue_sum ?? '0.0000',
    natural_persons: first?.natural_persons ?? 0,
    names: rows.map((row) => customer.parse(row)),
  }
}

const group = z.object({
  segment: z.string(),
  kind: z.string(),
  language: z.string(),
  country: z.string(),
  customers: z.number(),
})
export type PopulationGroup = z.output<typeof group>

/**
 * Whom a rule takes, by segment, kind, language and country.
 * @param segment an expression that names the segment, with parameters of its own
 */
export function countPopulation(
  warehouse: Warehouse,
  question: AttributesQuestion,
  rule: RuleSql,
  segment: RuleSql,
): Promise<PopulationGroup[]> {
  const fields = [...rule.fields, ...segment.fields]
  const text = populationSql.replaceAll('{segment}', () => segment.sql).replaceAll('{rule}', () => rule.sql)
  const params = { ...parameters(question), ...rule.params, ...segment.params }
  return warehouse.query({ name: 'population', sql: withAttributes(text, fields), params, row: group })
}

const place = customer.pick({ entity_id: true, customer_id: true }).extend({ segment: z.string() })

/** Whom a rule takes and in which segment each is, some at a time as they arrive; parameters as those of countPopulation. */
export function populationMembers(
  warehouse: Warehouse,
  question: AttributesQuestion,
  rule: RuleSql,
  segment: RuleSql,
): AsyncGenerator<z.output<typeof place>[]> {
  const fields = [...rule.fields, ...segment.fields]
  const text = placesSql.replaceAll('{segment}', () => segment.sql).replaceAll('{rule}', () => rule.sql)
  const params = { ...parameters(question), ...rule.params, ...segment.params }
  return warehouse.blocks({
    name: 'population-members',
    sql: withAttributes(text, fields),
    params,
    row: place,
  })
}

const standing = place.extend({ owed: number, mean_days_late: number.nullable() })

/** What strata of small segments are cut by, of the customers of some segments; parameters as those of countPopulation. */
export function stratumStandings(
  warehouse: Warehouse,
  question: AttributesQuestion,
  rule: RuleSql,
  segment: RuleSql & { readonly only: readonly string[] },
): AsyncGenerator<z.output<typeof standing>[]> {
  const fields = [...rule.fields, ...segment.fields, 'open_amount', 'mean_days_late']
  const text = strataSql.replaceAll('{segment}', () => segment.sql).replaceAll('{rule}', () => rule.sql)
  const params = { ...parameters(question), ...rule.params, ...segment.params, strataOf: segment.only }
  return warehouse.blocks({
    name: 'stratum-standings',
    sql: withAttributes(text, fields),
    params,
    row: standing,
  })
}

/** Every customer that a rule takes, one by one in flat memory. */
export function segmentMembers(
  warehouse: Warehouse,
  question: AttributesQuestion,
  rule: RuleSql,
): AsyncGenerator<{ entity_id: string; customer_id: string }> {
  const row = customer.pick({ entity_id: true, customer_id: true })
  return warehouse.rows({ name: 'segment-members', ...asked(question, rule, membersSql), row })
}

/**
 * Every attribute of customers on a day, as GrowthBook's SDK reads them; no `customerIds` means everybody. The same
 * statement as the counts, so that who is counted is who is assigned.
 */
export function customerAttributes(
  warehouse: Warehouse,
  question: AttributesQuestion,
  customerIds: readonly string[] = [],
): AsyncGenerator<CustomerAttributesRow> {
  const sql = withAttributes(attributesSql, attributeFields)
  const params = { ...parameters(question), customers: customerIds }
  return warehouse.rows({ name: 'customer-attributes', sql, params, row: attributes })
}

function asked(question: AttributesQuestion, rule: RuleSql, statement: string) {
  const amounts = ['open_amount', 'overdue_amount']
  // The condition has no values in it; its own parameters are told apart by their prefix.
  const sql = withAttributes(
    statement.replaceAll('{rule}', () => rule.sql),
    [...amounts, ...rule.fields],
  )
  return { sql, params: { ...parameters(question), ...rule.params } }
}

/** Server parameters of the statements of this folder. */
export function parameters(question: AttributesQuestion): Record<string, unknown> {
  const byHand = question.profilesByHand ?? []
  return {
    asOf: question.asOf,
    entities: question.entityIds ?? [],
    currency: '',
    handKeys: byHand.map(([entity, id]) => `${entity}\n${id}`),
    handProfiles: byHand.map(([, , profile]) => profile),
    riskCoefficients: question.risk ?? [],
    naturalPersons: question.naturalPersons ? 1 : 0,
  }
}
