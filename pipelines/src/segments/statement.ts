import openInvoicesOfKpisSql from '../kpis/open-invoices.sql?raw'
import balancesSql from './attributes/balances.sql?raw'
import consentsSql from './attributes/consents.sql?raw'
import labelsSql from './attributes/labels.sql?raw'
import paymentsSql from './attributes/payments.sql?raw'
import profilesSql from './attributes/profiles.sql?raw'
import promisesSql from './attributes/promises.sql?raw'
import riskSql from './attributes/risk.sql?raw'
import tenureSql from './attributes/tenure.sql?raw'
import openInvoicesSql from './open-invoices.sql?raw'
import riskFeaturesSql from './risk-features.sql?raw'
import riskUsualSql from './risk-usual.sql?raw'

/** A statement without its comments, to stand inside another. */
export const bare = (sql: string) => sql.replace(/^\s*--.*$/gm, '').trim()

/** What is computed together: the columns and the statement that gives them, one row a customer. */
interface Group {
  sql: string
  columns: Readonly<Record<string, string>>
}

/** Columns by field; where a customer has no row in a group the expression says what that means. */
const groups: readonly Group[] = [
  {
    sql: balancesSql,
    columns: {
      open_amount: 'open_amount',
      overdue_amount: 'overdue_amount',
      open_invoices: 'open_invoices',
      overdue_invoices: 'overdue_invoices',
      oldest_days_late: 'oldest_days_late',
    },
  },
  { sql: paymentsSql, columns: { mean_days_late: 'mean_days_late', share_late: 'share_late' } },
  { sql: tenureSql, columns: { tenure_days: 'tenure_days', disputes: 'disputes' } },
  { sql: promisesSql, columns: { broken_promises: 'broken_promises' } },
  { sql: consentsSql, columns: { consents: 'consents' } },
  { sql: labelsSql, columns: { tags: 'tags', custom: 'custom' } },
  { sql: profilesSql, columns: { payer_profile: 'profile' } },
  { sql: riskSql, columns: { risk: 'risk' } },
]

/** Fields of the customer's own row; they cost no further reading. */
const plain = ['kind', 'sector', 'size', 'country', 'language', 'account_manager'] as const

/** All fields that a rule may name of a customer, for whoever lists them. */
export const attributeFields = ['entity', ...plain, ...groups.flatMap(({ columns }) => Object.keys(columns))]

/**
 * The two tables that a compiled rule reads, `customer_attributes` and `open_invoices`, before the statement.
 * Only what `fields` name is computed: a rule over the amounts owed does not read promises.
 */
export function withAttributes(statement: string, fields: readonly string[]): string {
  const needed = fields.map((field) => (field.startsWith('custom.') ? 'custom' : field))
  const used = groups.filter(({ columns }) => needed.some((field) => field in columns))
  const columns = used.flatMap((group, number) =>
    Object.entries(group.columns).map(([field, column]) => `g${number}.${column} AS ${field}`),
  )
  const joins = used.map(
    ({ sql }, number) =>
      `LEFT JOIN (${fill(sql)}) AS g${number} ON g${number}.entity_id = c.entity_id AND g${number}.customer_id = c.customer_id`,
  )
  const own = [
    'c.entity_id AS entity_id',
    'c.customer_id AS customer_id',
    'c.name AS name',
    'c.entity_id AS entity',
    ...plain.map((field) => `c.${field} AS ${field}`),
  ]
  return `WITH
open_invoices AS (${fill(openInvoicesSql)}),
customer_attributes AS (
SELECT ${[...own, ...columns].join(', ')}
FROM relance.customers AS c
${joins.join('\n')}
WHERE c.internal = 0 AND (empty({entities: Array(String)}) OR c.entity_id IN {entities: Array(String)})
)
${bare(statement)}
SETTINGS join_use_nulls = 0`
}

/** Puts statements of this folder into each other; `{name}` without a type is never a parameter. */
export function fill(sql: string): string {
  return bare(sql)
    .replaceAll('{risk_features}', () => bare(riskFeaturesSql))
    .replaceAll('{risk_rows}', () => bare(riskUsualSql))
    .replaceAll('{open_invoices}', () => bare(openInvoicesOfKpisSql))
}
