import { createHash } from 'node:crypto'
import type { CustomerRecord } from '../planner/customer-record'

/**
 * Who shares one cell with others: the payer by his SIREN or VAT number, else those whose accounts-payable address is
 * the same, else the customer himself. Of an address only a fingerprint is kept: it stands in events.
 */
export function payerUnit(record: CustomerRecord): string {
  const { payer, customerId, grouped = payer !== customerId } = record
  if (grouped) return payer
  const paying = record.contacts.find(({ role, email }) => role === 'accounts_payable' && email.trim() !== '')
  if (paying === undefined) return payer
  const address = paying.email.trim().toLowerCase()
  return `ap:${createHash('sha256').update(address).digest('hex').slice(0, 24)}`
}
