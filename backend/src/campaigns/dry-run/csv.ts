import type { CustomerRecord } from '../../dispatch/planner/customer-record'
import type { PlannedContact } from '../../dispatch/planner/verdict'
import { moneyText } from './tally'

const COLUMNS = [
  'day',
  'entity_id',
  'customer_id',
  'name',
  'segment',
  'step',
  'kind',
  'level',
  'channel',
  'tone',
  'language',
  'template',
  'invoices',
  'total_due',
  'currency',
  'cost',
] as const
export const CSV_HEADER = `${COLUMNS.join(',')}\n`

/** One contact as a line; what a spreadsheet would take for a formula is kept as text. */
export function csvLine(
  day: string,
  { entityId, customerId, name }: Pick<CustomerRecord, 'entityId' | 'customerId' | 'name'>,
  contact: PlannedContact,
  cost: bigint,
): string {
  const invoices = [...contact.claims, ...contact.alsoClaimed].map(({ invoiceId }) => invoiceId).join(' ')
  const { segmentId, stepId, kind, level, channel, tone, language, template, currency } = contact
  const cells = [
    day,
    entityId,
    customerId,
    name,
    segmentId,
    stepId,
    kind,
    String(level),
    channel,
    tone,
    language,
  ]
  const rest = [template, invoices, moneyText(contact.totalDue), currency, moneyText(cost)]
  return `${[...cells, ...rest].map(cell).join(',')}\n`
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
