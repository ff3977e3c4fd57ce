import type { Proposal } from './propose'

/** Decimal text of an amount in ten-thousandths. */
export function decimal(units: number): string {
  const sign = units < 0 ? '-' : ''
  const digits = String(Math.abs(units)).padStart(5, '0')
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** Ten-thousandths of a decimal text with at most four places. */
export function toUnits(amount: string): number {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const units = Number(whole + fraction.padEnd(4, '0').slice(0, 4))
  return amount.startsWith('-') ? -units : units
}

/** What is known of an entry, to write a further version of it. */
export interface EntryNow {
  event_id: string
  entity_id: string
  currency: string
  occurred_on: string
  /** signed, ten-thousandths */
  units: number
  attributes: Record<string, unknown>
  /** the version to be written */
  next_version: number
}

export interface Matched extends Pick<Proposal, 'kind' | 'customer_id' | 'allocations' | 'payment_id'> {
  by: 'automatic' | 'person'
  confidence: number | null
  reasons: readonly string[]
  key: string
}

const TYPES = {
  payment: 'payment.received',
  rejection: 'payment.rejected',
  refund: 'payment.refunded',
} as const

/** The entry as the next version of its event: money of a customer, or an entry of nobody again for null. */
export function entryEvent(entry: EntryNow, matched: Matched | null): Record<string, unknown> {
  const kept = Object.fromEntries(
    Object.entries(entry.attributes).filter(([name]) => !name.startsWith('match')),
  )
  const event = {
    event_id: entry.event_id,
    occurred_on: entry.occurred_on,
    entity_id: entry.entity_id,
    currency: entry.currency,
    version: entry.next_version,
  }
  if (matched === null) {
    return {
      ...event,
      event_type: 'bank.entry',
      customer_id: '',
      amount: decimal(entry.units),
      attributes: kept,
    }
  }
  const { kind, customer_id, allocations, payment_id, by, confidence, reasons, key } = matched
  return {
    ...event,
    event_type: TYPES[kind],
    customer_id,
    payment_id,
    amount: decimal(Math.abs(entry.units)),
    allocations: allocations.map(({ invoice_id, units }) => ({ invoice_id, amount: decimal(units) })),
    attributes: {
      ...kept,
      matched_by: by,
      match_confidence: confidence === null ? '' : String(confidence),
      match_reasons: reasons,
      match_key: key,
    },
  }
}
