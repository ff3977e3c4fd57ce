import { toDecimal } from '../events/reminder-event'
import type { PlannedContact, Verdict } from '../planner/verdict'

/** Who has the same verdict, the first beside the words and the others after him. */
interface Same {
  /** the line up to the list of the others */
  readonly head: string
  readonly also: string[]
}

/**
 * Verdicts as lines of JSON for the ledger. Most of a day say the same of very many customers, that nothing is due until
 * a day: those stand in one line with a list of names, which the warehouse spreads.
 */
export class VerdictLines {
  readonly #same = new Map<string, Same>()
  readonly #own: string[] = []

  /** @param revision moment of the plan in milliseconds */
  constructor(private readonly revision: number) {}

  /** @param reminderId of the verdict's message; empty without one */
  add(verdict: Verdict, reminderId: string): void {
    const { entityId, customerId, campaignId, day, contact, reason, params, invoices } = verdict
    if (contact || invoices.length > 0) {
      const message = contact ? messageOf(contact, reminderId) : {}
      this.#own.push(`${JSON.stringify({ ...this.#said(verdict), ...message })}\n`)
      return
    }
    const key = `${reason}\u0000${wordsOf(params)}\u0000${day}\u0000${campaignId}\u0000${entityId}`
    const same = this.#same.get(key)
    if (same) same.also.push(customerId)
    else this.#same.set(key, { head: JSON.stringify(this.#said(verdict)).slice(0, -1), also: [] })
  }

  /** All lines, each with its end. */
  text(): string {
    const shared = [...this.#same.values()].map(({ head, also }) =>
      also.length === 0 ? `${head}}\n` : `${head},"also":${JSON.stringify(also)}}\n`,
    )
    return shared.join('') + this.#own.join('')
  }

  #said({ entityId, day, customerId, campaignId, reason, params, invoices }: Verdict) {
    return {
      entity_id: entityId,
      day,
      customer_id: customerId,
      campaign_id: campaignId,
      revision: this.revision,
      reason: reason ?? '',
      params: JSON.stringify(params),
      invoices: invoices.map(({ invoiceId, reason: why }) => ({ invoice_id: invoiceId, reason: why })),
    }
  }
}

/** The sentence's words as a key, cheaper than their JSON. */
function wordsOf(params: Verdict['params']): string {
  let words = ''
  for (const name in params) words += `${name}\u0001${typeof params[name]}\u0001${params[name]}\u0002`
  return words
}

const messageOf = (contact: PlannedContact, reminderId: string) => ({
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
})
