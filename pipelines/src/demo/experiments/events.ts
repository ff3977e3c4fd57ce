import { createHash } from 'node:crypto'
import { seededRandom, simulateExperiment } from '@relance/experiments/simulate'
import type { SimulatedArm } from '@relance/experiments/simulate'
import type { EventRow } from '../../events/contract'
import type { Day } from '../calendar'
import { dayText } from '../calendar'
import { pick } from '../draw'
import { CURRENCY, money } from '../ledger'
import { customerName, sectors } from '../names'
import type { DemoExperiment } from './scenarios'
import { demoModel } from './scenarios'

/** Creditor of the experiments: many small debts, so that the demo company's own figures stay what they are. */
export const EXPERIMENT_ENTITY = 'DEMO-ABO'
const TERMS = 30
const TRIGGER_AFTER_DUE = 2

interface ExperimentEventsOptions {
  seed: number
  /** last day of the story: nothing after it is known */
  today: Day
  /** over all cells; default the size of the design */
  customers?: number
}

/**
 * An experiment with known truth as events: customers, their invoices, the entry, the message, and what they did.
 * The same seed gives the same events.
 */
export function* experimentEvents(
  experiment: DemoExperiment,
  { seed, today, customers }: ExperimentEventsOptions,
): Generator<EventRow> {
  const simulated = simulateExperiment(demoModel(experiment, customers), seed)
  const first = today - experiment.startedDaysAgo
  for (const [place, arm] of simulated.arms.entries()) {
    for (let i = 0; i < arm.exposed.length; i++) {
      const story = customerStory(experiment, place, arm, i, first)
      for (const event of story) if (String(event.occurred_on) <= dayText(today)) yield event
    }
  }
}

type Told = Partial<EventRow> & { cents?: number }

function customerStory(
  experiment: DemoExperiment,
  place: number,
  arm: SimulatedArm,
  i: number,
  first: Day,
): EventRow[] {
  const cell = experiment.cells[place]
  const segment = experiment.segments[arm.segment[i] ?? 0]
  const customerId = `${experiment.id}-${place}-${i}`
  const trigger = first + (arm.entryDay[i] ?? 0)
  const rows: EventRow[] = []
  const write = (day: Day, type: EventRow['event_type'], { cents, ...rest }: Told = {}) =>
    rows.push({
      event_id: `${customerId}-${rows.length}`,
      event_type: type,
      occurred_on: dayText(day),
      entity_id: EXPERIMENT_ENTITY,
      customer_id: customerId,
      currency: CURRENCY,
      ...(cents === undefined ? {} : { amount: money(cents) }),
      ...rest,
    })
  const kind = segment?.id === 'households' ? 'consumer' : 'business'
  write(trigger - TERMS - 60, 'customer.updated', {
    attributes: {
      name: nameOf(customerId, kind),
      kind,
      country: 'FR',
      language: 'fr',
      internal: '0',
    },
  })
  const invoices = invoicesOf(arm, i, customerId)
  const due = trigger - TRIGGER_AFTER_DUE
  for (const { id, cents } of invoices) {
    write(due - TERMS, 'invoice.issued', { invoice_id: id, due_on: dayText(due), cents })
  }
  write(trigger, 'experiment.exposed', {
    variant_id: cell?.id ?? '',
    segment_id: segment?.id ?? '',
    attributes: {
      experiment_id: experiment.id,
      cluster: customerId,
      factors: cell?.levels ?? {},
      probability: 1 / experiment.cells.length,
      weight_epoch: 1,
      holdout: '0',
      invoices: invoices.map(({ id, cents }) => ({ invoice_id: id, open: money(cents) })),
    },
  })
  const reminderId = `R-${customerId}`
  const message = {
    reminder_id: reminderId,
    variant_id: cell?.id ?? '',
    channel: cell?.channel ?? '',
    tone: cell?.tone ?? '',
  }
  write(trigger, 'reminder.sent', {
    ...message,
    segment_id: segment?.id ?? '',
    step: 1,
    attributes: {
      invoices: invoices.map(({ id }) => ({ invoice_id: id, level: 1 })),
      cost: String(cell?.cost ?? 0),
    },
  })
  for (const { id, cents, gone, cancelled } of invoices) {
    if (gone === null) continue
    if (cancelled) write(trigger + gone, 'invoice.credited', { invoice_id: id, cents })
    else
      write(trigger + gone, 'payment.received', {
        payment_id: `P-${id}`,
        cents,
        allocations: [{ invoice_id: id, amount: money(cents) }],
      })
  }
  const complaint = arm.complaintAge[i] ?? -1
  if (complaint >= 0) {
    write(trigger + complaint, 'complaint.received', {
      reminder_id: reminderId,
      attributes: { reason: 'tone', severity: 'normal' },
    })
  }
  return rows
}

/** The same customer has the same name, whatever was drawn before. */
function nameOf(customerId: string, kind: 'business' | 'consumer'): string {
  const random = seededRandom(createHash('sha256').update(customerId).digest().readUInt32BE())
  return customerName(random, kind, pick(random, sectors))
}

function invoicesOf(arm: SimulatedArm, i: number, customerId: string) {
  const [from, to] = [arm.offsets[i] ?? 0, arm.offsets[i + 1] ?? 0]
  const ages = 120
  return Array.from({ length: to - from }, (_, k) => {
    const age = arm.goneAge[from + k] ?? ages
    return {
      id: `F-${customerId}-${k + 1}`,
      cents: Math.round((arm.amount[from + k] ?? 0) * 100),
      gone: age >= ages ? null : age,
      cancelled: arm.cancelled[from + k] === 1,
    }
  })
}
