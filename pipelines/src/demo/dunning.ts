import type { Random } from '@relance/experiments/simulate'
import type { Day } from './calendar'
import { businessDay, dayText, weekday } from './calendar'
import { between, chance, pick, waiting, weighted } from './draw'
import { money } from './ledger'
import type { Ledger, OpenInvoice } from './ledger'

interface Level {
  level: number
  fromDaysLate: number
  tone: string
  channels: Readonly<Record<string, number>>
  answer: number
}

const LEVELS: readonly Level[] = [
  { level: 1, fromDaysLate: 5, tone: 'friendly', channels: { email: 88, sms: 12 }, answer: 0.24 },
  { level: 2, fromDaysLate: 16, tone: 'firm', channels: { email: 66, sms: 18, phone: 16 }, answer: 0.3 },
  { level: 3, fromDaysLate: 31, tone: 'firm', channels: { phone: 45, email: 35, letter: 20 }, answer: 0.34 },
  { level: 4, fromDaysLate: 55, tone: 'formal', channels: { letter: 70, phone: 30 }, answer: 0.3 },
]
/** Cents a message; a call is charged by the minute. */
const COSTS: Readonly<Record<string, number>> = { email: 2, sms: 8, letter: 248 }
const CENTS_A_MINUTE = 62
const REASONS = {
  cash_shortage: 26,
  invoice_not_received: 18,
  waiting_for_approval: 24,
  wrong_reference: 9,
  dispute: 8,
  forgot: 15,
}
const DUNNING_DAY = 2
const DAYS_BETWEEN = 10
const MOST_REMINDERS_AT_TOP = 3

/** Reminds the customer once a week at most, and draws what comes of it. */
export class Dunning {
  #lastSent: Day = -Infinity
  #promisedUntil: Day = -Infinity
  #atTop = 0
  #withAgency = false
  readonly #optedOut = new Set<string>()

  constructor(
    private readonly random: Random,
    private readonly ledger: Ledger,
  ) {}

  remind(day: Day): void {
    if (weekday(day) !== DUNNING_DAY || day - this.#lastSent < DAYS_BETWEEN || day <= this.#promisedUntil)
      return
    const late = [...this.ledger.open.values()].filter(
      (one) => !one.disputed && day - one.due >= 5 && one.open > 0,
    )
    const oldest = Math.max(...late.map((invoice) => day - invoice.due))
    const level = LEVELS.findLast((one) => oldest >= one.fromDaysLate)
    if (!level) {
      this.#atTop = 0
      return
    }
    if (level.level === LEVELS.length && ++this.#atTop > MOST_REMINDERS_AT_TOP)
      return this.handOver(late, day)
    const channel = weighted(this.random, level.channels)
    if (this.#optedOut.has(channel)) return
    this.#lastSent = day
    this.send(level, channel, late, day)
  }

  private send(level: Level, channel: string, late: OpenInvoice[], day: Day): void {
    const { profile } = this.ledger
    const reminder = this.ledger.reference('R')
    const minutes = between(this.random, 3, 12)
    const cost = channel === 'phone' ? minutes * CENTS_A_MINUTE : (COSTS[channel] ?? 0)
    const about = {
      reminder_id: reminder,
      campaign_id: 'relance-standard',
      variant_id: profile.variant,
      segment_id: profile.kind,
      channel,
      tone: level.tone,
      step: level.level,
    }
    const invoices = late.map((one) => ({ invoice_id: one.id, level: level.level, open: money(one.open) }))
    this.ledger.write(day, 'reminder.sent', { ...about, attributes: { invoices, cost: money(cost) } })
    if (chance(this.random, 0.02)) {
      const attributes = { reason: pick(this.random, ['unknown_address', 'mailbox_full', 'no_answer']) }
      this.ledger.write(day, 'reminder.bounced', { ...about, attributes })
      return
    }
    this.ledger.write(day, 'reminder.delivered', about)
    if (channel === 'phone') this.call(late, minutes, day)
    this.react(level, channel, late, about, day)
  }

  /** The other tone of the running test works a little better and annoys a little more. */
  private react(
    level: Level,
    channel: string,
    late: OpenInvoice[],
    about: { reminder_id: string },
    day: Day,
  ): void {
    const { profile } = this.ledger
    const other = profile.variant === 'B'
    const answer =
      level.answer * profile.behaviour.responsive * (channel === 'phone' ? 1.3 : 1) * (other ? 1.15 : 1)
    if (chance(this.random, answer)) {
      for (const invoice of late) {
        const soon = businessDay(day + 1 + waiting(this.random, 4))
        invoice.payOn = Math.min(invoice.payOn ?? soon, soon)
      }
    }
    if (channel === 'email' && chance(this.random, 0.07))
      this.ledger.write(day + 1, 'reminder.replied', { ...about, channel })
    const annoyed = 0.0015 * (other ? 1.4 : 0.8) * (level.level >= 3 ? 1.8 : 1)
    if (chance(this.random, annoyed)) this.complain(about, channel, day)
    if (channel !== 'letter' && chance(this.random, 0.002)) {
      this.#optedOut.add(channel)
      this.ledger.write(day + 1, 'optout.received', { ...about, channel })
    }
    const contested = pick(this.random, late)
    if (contested.disputeOn === null && chance(this.random, 0.012)) contested.disputeOn = businessDay(day + 2)
  }

  private complain(about: { reminder_id: string }, channel: string, day: Day): void {
    const attributes = {
      reason: pick(this.random, ['tone', 'frequency', 'wrong_person']),
      severity: chance(this.random, 0.06) ? 'severe' : 'normal',
    }
    this.ledger.write(day + 1, 'complaint.received', { ...about, channel, attributes })
  }

  private call(late: OpenInvoice[], minutes: number, day: Day): void {
    const promised = chance(this.random, 0.45)
    const attributes = {
      person: 'accounts_payable',
      outcome: promised ? 'promise' : pick(this.random, ['reached', 'voicemail', 'call_back']),
      late_reason: weighted(this.random, REASONS),
      minutes,
    }
    this.ledger.write(day, 'contact.logged', { channel: 'phone', attributes })
    if (!promised) return
    const until = businessDay(day + between(this.random, 5, 14))
    this.#promisedUntil = until
    const cents = late.reduce((sum, invoice) => sum + invoice.open, 0)
    const invoices = late.map((invoice) => invoice.id)
    this.ledger.write(day, 'promise.made', { cents, attributes: { until: dayText(until), invoices } })
    if (!chance(this.random, 0.7)) return
    for (const invoice of late) {
      invoice.payOn = until
      invoice.firstPart = null
    }
  }

  /** After the last reminder an agency takes over what is worth it. */
  private handOver(late: OpenInvoice[], day: Day): void {
    const cents = late.reduce((sum, invoice) => sum + invoice.open, 0)
    if (this.#withAgency || cents < 50_000) return
    this.#withAgency = true
    const cost = money(Math.round(cents * 0.02))
    this.ledger.write(day, 'case.opened', { cents, attributes: { kind: 'agency', cost } })
    if (!chance(this.random, 0.35)) return
    for (const invoice of late) invoice.payOn = businessDay(day + between(this.random, 15, 60))
  }
}
