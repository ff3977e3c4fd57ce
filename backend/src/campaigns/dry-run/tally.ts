import { daysOf } from '../../dispatch/planner/simulate'
import type { LivedPayer } from '../../dispatch/planner/simulate'
import type { PlannedContact } from '../../dispatch/planner/verdict'
import type { Channel } from '../campaign.contract'
import type { DryRun } from '../campaigns.contract'

type Summary = NonNullable<DryRun['summary']>

const SCALE = 10_000n

/** Ten-thousandths as decimal text with two digits, or up to four where they are not zero. */
export function moneyText(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(5, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4).replace(/0{1,2}$/, '')}`
}

/** Decimal text as ten-thousandths. */
export function toAmount(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.')
  return BigInt(whole) * SCALE + BigInt(part.padEnd(4, '0').slice(0, 4))
}

/** Sums of a dry run, taken payer by payer so that nothing else has to be kept. */
export class Tally {
  private readonly customers = new Set<string>()
  private readonly days = new Map<string, { channel: Channel; contacts: number }>()
  private readonly steps = new Map<
    string,
    { contact: PlannedContact; contacts: number; who: Set<string>; claimed: bigint }
  >()
  private readonly verdicts: Record<string, number> = {}
  private withdrawn = 0
  contacts = 0

  constructor(private readonly costs: Readonly<Record<string, bigint>>) {}

  costOf(channel: Channel): bigint {
    return this.costs[channel] ?? 0n
  }

  /** @param dayOf the day on the customer's clock on which a contact goes */
  add(lived: LivedPayer, dayOf: (sent: LivedPayer['sent'][number]) => string): void {
    for (const sent of lived.sent) this.addContact(sent.customerId, sent.contact, dayOf(sent))
    this.withdrawn += lived.withdrawn.length
    for (const span of lived.spans) {
      for (const { reason } of daysOf(span)) {
        if (reason !== null) this.verdicts[reason] = (this.verdicts[reason] ?? 0) + 1
      }
    }
  }

  private addContact(customerId: string, contact: PlannedContact, day: string): void {
    const { channel, segmentId, stepId, claims, alsoClaimed } = contact
    this.contacts++
    this.customers.add(customerId)
    const key = `${day}|${channel}`
    const onDay = this.days.get(key) ?? { channel, contacts: 0 }
    onDay.contacts++
    this.days.set(key, onDay)
    const name = `${segmentId}|${stepId}`
    const step = this.steps.get(name) ?? { contact, contacts: 0, who: new Set<string>(), claimed: 0n }
    step.contacts++
    step.who.add(customerId)
    for (const { open } of [...claims, ...alsoClaimed]) step.claimed += open
    this.steps.set(name, step)
  }

  summary(): Summary {
    const byDay = [...this.days].map(([key, { channel, contacts }]) => {
      const cost = moneyText(this.costOf(channel) * BigInt(contacts))
      return { day: key.slice(0, 10), channel, contacts, cost }
    })
    const cost = byDay.reduce((sum, one) => sum + toAmount(one.cost), 0n)
    return {
      customers: this.customers.size,
      contacts: this.contacts,
      cost: moneyText(cost),
      by_day: byDay.sort((a, b) => a.day.localeCompare(b.day) || a.channel.localeCompare(b.channel)),
      by_step: [...this.steps.values()].map(({ contact, contacts, who, claimed }) => ({
        segment: contact.segmentId,
        step: contact.stepId,
        kind: contact.kind,
        contacts,
        customers: who.size,
        claimed: moneyText(claimed),
      })),
      verdicts: this.verdicts,
      withdrawn: this.withdrawn,
    }
  }
}
