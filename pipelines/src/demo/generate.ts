import { seededRandom } from '@relance/experiments/simulate'
import type { EventRow } from '../events/contract'
import type { Day } from './calendar'
import { dayText, endOfMonth, isBusinessDay, monthsBefore, toDay } from './calendar'
import { contactsOf } from './contacts'
import { Dunning } from './dunning'
import { Invoicing } from './invoicing'
import { CURRENCY, ENTITY, Ledger, money } from './ledger'
import { Paying } from './paying'
import { drawProfile } from './profile'

export interface DemoOptions {
  /** default 400 */
  customers?: number
  /** default 18 */
  months?: number
  /** default 1; the same seed gives the same company */
  seed?: number
  /** last day of the story, YYYY-MM-DD */
  today: string
}

/** Contacts have random numbers of their own, so that they change nothing of the story. */
const CONTACTS_SEED = 1_000_003
const AVERAGE_INVOICES_A_MONTH = 1.9
const CENTS_A_MINUTE = 62

/**
 * The demo company: its customers, invoices, payments, reminders and what came of them, from `months` before today
 * up to today. One customer after the other, each complete, in flat memory whatever their number; dates are in order
 * within a customer only. Amounts in euros, entity `DEMO`.
 */
export async function* generateDemo(options: DemoOptions): AsyncGenerator<EventRow> {
  const { customers = 400, months = 18, seed = 1 } = options
  const today = toDay(options.today)
  const start = monthsBefore(today, months) + 1
  yield* overheads(start, today, customers)
  for (let number = 1; number <= customers; number++) yield* life(seed, number, start, today)
}

/** Everything that happened to one customer; its own random numbers, so that customers do not depend on others. */
function life(seed: number, number: number, start: Day, today: Day): EventRow[] {
  const random = seededRandom(seed * 4_294_967_296 + number)
  const profile = drawProfile(random, number)
  const ledger = new Ledger(profile)
  const since = start - 30 - random.below(2000)
  ledger.write(start, 'customer.updated', {
    attributes: {
      name: profile.name,
      kind: profile.kind,
      country: profile.country,
      language: 'fr',
      time_zone: 'Europe/Paris',
      sector: profile.sector,
      ...(profile.size === '' ? {} : { size: profile.size }),
      since: dayText(since),
      account_manager: profile.accountManager,
      terms_days: profile.termsDays,
      ...contactsOf(profile, seededRandom((seed + CONTACTS_SEED) * 4_294_967_296 + number)),
    },
  })
  const invoicing = new Invoicing(random, ledger)
  const paying = new Paying(random, ledger)
  const dunning = new Dunning(random, ledger)
  for (let day = start; day <= today; day++) {
    invoicing.writeOff(day)
    if (!isBusinessDay(day)) continue
    invoicing.issue(day)
    invoicing.settleContested(day)
    paying.settleReturned(day)
    paying.pay(day)
    dunning.remind(day)
  }
  // An answer to a reminder of today comes tomorrow.
  return ledger.take().filter((row) => String(row.occurred_on) <= dayText(today))
}

/** What collecting costs beyond messages: people's time, and the tool. */
function* overheads(start: Day, today: Day, customers: number): Generator<EventRow> {
  for (let day = endOfMonth(start); day <= today; day = endOfMonth(day + 1)) {
    const minutes = Math.round(customers * AVERAGE_INVOICES_A_MONTH * 1.5)
    const period = { period_from: dayText(monthsBefore(day, 1) + 1), period_to: dayText(day) }
    yield cost(day, 'minutes', minutes * CENTS_A_MINUTE, { ...period, minutes })
    yield cost(day, 'payment_fee', customers * 35, period)
  }
}

function cost(day: Day, kind: string, cents: number, attributes: Record<string, unknown>): EventRow {
  return {
    event_id: `${ENTITY}-cost-${kind}-${dayText(day)}`,
    event_type: 'cost.recorded',
    occurred_on: dayText(day),
    entity_id: ENTITY,
    currency: CURRENCY,
    amount: money(cents),
    attributes: { kind, ...attributes },
  }
}
