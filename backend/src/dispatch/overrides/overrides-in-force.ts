import { asc, gt, isNull, or } from 'drizzle-orm'
import { customerOverrides } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { CustomerRecord } from '../planner/customer-record'
import type { Override } from '../planner/world'
import { customerKey } from '../records/records'
import type { CustomerName } from '../records/records'

type Row = typeof customerOverrides.$inferSelect
const NONE: readonly Override[] = []

/** What people decided and nobody undid, by customer. */
export async function overridesInForce(
  db: Metadata['db'],
): Promise<(record: CustomerRecord) => readonly Override[]> {
  const rows = await db
    .select()
    .from(customerOverrides)
    .where(isNull(customerOverrides.undoneAt))
    .orderBy(asc(customerOverrides.madeAt))
  const found = new Map<string, Override[]>()
  for (const row of rows) {
    const key = customerKey(row)
    found.set(key, [...(found.get(key) ?? []), toOverride(row)])
  }
  return (record) => found.get(customerKey(record)) ?? NONE
}

/** Customers for whom somebody decided or undid something since a moment. */
export async function overriddenSince(db: Metadata['db'], since: Date): Promise<CustomerName[]> {
  const { entityId, customerId, madeAt, undoneAt } = customerOverrides
  return db
    .selectDistinct({ entityId, customerId })
    .from(customerOverrides)
    .where(or(gt(madeAt, since), gt(undoneAt, since)))
}

function toOverride(row: Row): Override {
  const { campaignId, stepId, invoiceId, madeByName: by } = row
  const at = row.madeAt.getTime()
  if (row.kind === 'hold') return { kind: 'hold', from: row.fromDay, until: row.untilDay ?? '', by }
  if (row.kind === 'skip_step') return { kind: 'skip_step', at, campaignId, stepId, invoiceId, by }
  if (row.kind === 'force_step') return { kind: 'force_step', on: row.fromDay, campaignId, stepId, by }
  if (row.kind === 'channel') return { kind: 'channel', at, channel: row.channel, by }
  return { kind: 'resume', at, by }
}
