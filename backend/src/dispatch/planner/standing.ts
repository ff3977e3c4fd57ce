import type { CampaignDefinition } from '../../campaigns/campaign.contract'
import { disputedOn, duePart, openOn, unitsOf } from './balances'
import type { Amount, CustomerRecord, Day, InvoiceRecord } from './customer-record'
import { type Ladder, type Passage, type Rung, nextRung, stepDay } from './ladder'
import { type Stop, invoiceStop, stop } from './stops'

/** How one open invoice stands in a campaign on a day. */
export interface Standing {
  readonly invoice: InvoiceRecord
  /** what may be claimed: late, or next to come, and not disputed */
  readonly claimable: Amount
  readonly dueOn: Day
  readonly overdue: boolean
  readonly stop: Stop | null
  readonly passage: Passage | undefined
  /** the step that comes next; null: none */
  readonly rung: Rung | null
  /** the day on which it comes; empty: never */
  readonly comesOn: Day | ''
  readonly due: boolean
}

/** What is open of an invoice on a day, in the part that matters then. */
export interface OpenPart {
  readonly invoice: InvoiceRecord
  readonly claimable: Amount
  readonly dueOn: Day
}

/** Open invoices of a customer on a day, oldest due first. */
export function openParts(record: CustomerRecord, day: Day): OpenPart[] {
  const parts: OpenPart[] = []
  for (const invoice of record.invoices) {
    const open = openOn(invoice, day)
    if (open <= 0n) continue
    const { dueOn, amount } = duePart(invoice, open, day)
    const undisputed = open - disputedOn(invoice, day)
    parts.push({ invoice, dueOn, claimable: undisputed < amount ? undisputed : amount })
  }
  return parts.sort((a, b) =>
    a.dueOn !== b.dueOn ? (a.dueOn < b.dueOn ? -1 : 1) : a.invoice.id < b.invoice.id ? -1 : 1,
  )
}

export interface StandingsOf {
  readonly record: CustomerRecord
  readonly parts: readonly OpenPart[]
  readonly day: Day
  readonly definition: CampaignDefinition
  readonly ladder: Ladder
  readonly passages: ReadonlyMap<string, Passage>
  readonly isHoliday: (day: Day) => boolean
}

const NOTHING: ReadonlySet<number> = new Set()

/** All open invoices with their next steps, oldest due first. */
export function standingsOf(given: StandingsOf): Standing[] {
  let excluded: ReadonlySet<number> = NOTHING
  let standings = given.parts.map((part) => standing(part, given, excluded))
  // A step that asks for an amount is passed over where the invoices due for it do not reach it; this may make others due.
  for (let round = 0; round < given.ladder.rungs.length; round++) {
    const out = unfitting(standings)
    if (out.size === 0) break
    excluded = new Set([...excluded, ...out])
    const now = excluded
    standings = given.parts.map((part) => standing(part, given, now))
  }
  return given.definition.level_per === 'customer' ? followLeader(standings) : standings
}

function standing(part: OpenPart, given: StandingsOf, excluded: ReadonlySet<number>): Standing {
  const { record, day, definition, ladder, passages, isHoliday } = given
  const { invoice, claimable, dueOn } = part
  const passage = passages.get(invoice.id)
  const next = nextRung(ladder, passage, dueOn, day, excluded)
  const rung = next === 'missing' ? null : next
  let why = invoiceStop(record, invoice, claimable, day, definition.exclusions, isHoliday)
  if (!why && claimable < ladder.minimumInvoice) {
    why = stop('below_minimum', {
      total: unitsOf(claimable),
      minimum: unitsOf(ladder.minimumInvoice),
      currency: invoice.currency,
    })
  }
  if (!why && next === 'missing') why = stop('steps_missing')
  const comesOn = rung ? stepDay(ladder, rung, dueOn, passage) : ''
  const due = !why && comesOn !== '' && comesOn <= day
  return { invoice, claimable, dueOn, overdue: dueOn < day, stop: why, passage, rung, comesOn, due }
}

/** Numbers of due steps whose amount the invoices due for them do not meet. */
function unfitting(standings: readonly Standing[]): Set<number> {
  const out = new Set<number>()
  for (const { rung, due, invoice } of standings) {
    if (!due || !rung || (rung.minimum === null && rung.maximum === null)) continue
    const total = standings
      .filter((one) => one.due && one.rung?.number === rung.number)
      .filter((one) => one.invoice.currency === invoice.currency)
      .reduce((sum, one) => sum + one.claimable, 0n)
    const fits =
      (rung.minimum === null || total >= rung.minimum) && (rung.maximum === null || total <= rung.maximum)
    if (!fits) out.add(rung.number)
  }
  return out
}

/**
 * One level per customer: his oldest overdue invoice decides the day and the step; the others rise with it by one step
 * of their own, never above it.
 */
function followLeader(standings: readonly Standing[]): Standing[] {
  const leader = standings.find(({ overdue, stop: why }) => overdue && !why)
  if (!leader) return [...standings]
  const limit = leader.due ? (leader.rung?.number ?? 0) : 0
  return standings.map((one) =>
    one === leader || one.stop
      ? one
      : { ...one, due: one.overdue && one.rung !== null && one.rung.number <= limit },
  )
}
