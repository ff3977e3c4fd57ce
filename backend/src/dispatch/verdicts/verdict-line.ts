import { toDecimal } from '../events/reminder-event'
import type { Verdict } from '../planner/verdict'

/**
 * A verdict as a line of JSON for the ledger.
 * @param reminderId of its message; empty without one
 * @param revision moment of the plan in milliseconds
 */
export function verdictLine(verdict: Verdict, reminderId: string, revision: number): string {
  const { contact, reason } = verdict
  const said = {
    entity_id: verdict.entityId,
    day: verdict.day,
    customer_id: verdict.customerId,
    campaign_id: verdict.campaignId,
    revision,
    reason: reason ?? '',
    params: JSON.stringify(verdict.params),
    invoices: verdict.invoices.map(({ invoiceId, reason: why }) => ({ invoice_id: invoiceId, reason: why })),
  }
  if (!contact) return `${JSON.stringify(said)}\n`
  return `${JSON.stringify({
    ...said,
    reminder_id: reminderId,
    channel: contact.channel,
    kind: contact.kind,
    step_id: contact.stepId,
    level: contact.level,
    tone: contact.tone,
    segment_id: contact.segmentId,
    variant_id: contact.variantId,
    currency: contact.currency,
    total_due: toDecimal(contact.totalDue),
    not_before: new Date(contact.notBefore).toISOString().replace('T', ' ').replace('Z', ''),
  })}\n`
}
