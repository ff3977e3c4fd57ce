import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import lastPaymentDaySql from './last-payment-day.sql?raw'
import riskExamplesSql from './risk-examples.sql?raw'
import riskHistorySql from './risk-history.sql?raw'
import riskFeaturesSql from './risk-features.sql?raw'
import { parameters } from './segments'
import { bare } from './statement'
import type { AttributesQuestion } from './types'

const example = z
  .object({ issued_on: z.string(), due_on: z.string(), late: z.number(), features: z.array(z.number()) })
  .transform(({ late, ...rest }) => ({ ...rest, late: late === 1 }))
/** A past invoice: what was known when it was issued (see riskFeatures), and whether it was paid after its due date. */
export type RiskExample = z.output<typeof example>

const MOST_EXAMPLES = 50_000

/** Past invoices that had fallen due by the day asked for, oldest first; at most 50,000, drawn by hash. */
export function riskExamples(warehouse: Warehouse, question: AttributesQuestion): Promise<RiskExample[]> {
  const features = bare(riskFeaturesSql).replaceAll('{risk_rows}', () => bare(riskHistorySql))
  return warehouse.query({
    name: 'risk-examples',
    sql: riskExamplesSql.replaceAll('{risk_features}', () => features),
    params: { ...parameters(question), most: MOST_EXAMPLES },
    row: example,
  })
}

/** The last day up to which payments are known: what fell due after it cannot be called late yet. */
export async function lastPaymentDay(warehouse: Warehouse, asOf: string): Promise<string | null> {
  const row = z.object({ day: z.string().nullable() })
  const [found] = await warehouse.query({
    name: 'last-payment-day',
    sql: lastPaymentDaySql,
    params: { asOf },
    row,
  })
  return found?.day ?? null
}
