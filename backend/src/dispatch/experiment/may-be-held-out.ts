import { openOn } from '../planner/balances'
import type { CampaignDay } from '../planner/campaign-day'
import type { InvoiceRecord } from '../planner/customer-record'
import { addDays } from '../planner/days'
import { FORMAL, hardness } from '../planner/ladder'
import { promiseState } from '../planner/promises'
import { isConsumer } from './arm'
import type { RunningExperiment } from './running-experiment'

/** Days to the time-bar under which nobody is left without reminders: six months, of consumers three. */
const BAR_DAYS = { consumer: 92, other: 183 } as const
/** Code de la consommation, art. L. 218-2; Code civil, art. 2224: where no date is stored, from the due date on. */
const BAR_YEARS = { consumer: 2, other: 5 } as const

/**
 * Whether a customer may be left without reminders for a while. Not who owes more than the design allows, whose debt is
 * factored or collected for others, nearly time-barred, disputed or past a formal notice, nor who broke a promise or
 * has, or had, a payment plan. Insolvency stops everything before this is asked.
 */
export function mayBeHeldOut(given: CampaignDay, experiment: RunningExperiment): boolean {
  const { record, campaign, day, now, parts, isHoliday } = given
  if (campaign.definition.acting_as === 'collector') return false
  const open = parts.map(({ invoice }) => invoice)
  const owed = open.reduce((sum, invoice) => sum + openOn(invoice, day), 0n)
  if (experiment.holdoutMaximum !== null && owed > experiment.holdoutMaximum) return false
  const kind = isConsumer(record) ? 'consumer' : 'other'
  const horizon = addDays(day, BAR_DAYS[kind])
  if (open.some((invoice) => invoice.factored || barredOn(invoice, BAR_YEARS[kind]) <= horizon)) return false
  if (open.some(({ disputes }) => (disputes.filter((one) => one.day <= day).at(-1)?.amount ?? 0n) > 0n))
    return false
  if (record.plans.some(({ agreedOn }) => agreedOn <= day)) return false
  const broken = record.promises.some(
    (promise) => promise.madeOn <= day && promiseState(record, promise, day, isHoliday) === 'broken',
  )
  if (broken) return false
  const ids = new Set(open.map(({ id }) => id))
  return !record.contactsMade.some(
    ({ kind: made, at, failed, claims }) =>
      at <= now &&
      !failed &&
      claims.some((claim) => ids.has(claim.invoiceId) && hardness(claim.kind ?? made) >= FORMAL),
  )
}

function barredOn({ timeBarredOn, dueOn }: InvoiceRecord, years: number): string {
  if (timeBarredOn !== '') return timeBarredOn
  return `${Number(dueOn.slice(0, 4)) + years}${dueOn.slice(4)}`
}
