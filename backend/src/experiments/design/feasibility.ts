import {
  asAnyPayment,
  asPaidInFull,
  baselineFromEvents,
  enteredBy,
  feasibility,
  metricAt,
  segmentsFeasibility,
  selectCustomers,
} from '@relance/experiments'
import type { Baseline, CustomerPayments, Feasibility, SegmentBaseline } from '@relance/experiments'
import type { ExperimentDesign } from '../experiment.contract'
import { HOLDOUT, sharesIn } from '../results/plan'
import type { SegmentAnswer } from './feasibility.contract'
import { reachedByAll } from './past.service'
import type { Past } from './past'
import type { Way } from './ways'

/** Chance of finding the difference worth having that sizes are worked out for. */
export const POWER = 0.8
/** Customers below which a segment's own variance says too little: it is taken to vary as all do. */
const ENOUGH = 100
/** The last part of the window in which nobody comes but those who had not come before: that goes on. */
const TAIL_DAYS = 56

/** One segment of the experiment as the past knows it. */
export interface PastSegment {
  readonly id: string
  readonly name: string
  readonly customers: CustomerPayments
  readonly unreachable: number
  /** customers entered by the end of day 1, 2, …, what may enter at all taken off */
  readonly entered: Float64Array
  readonly perWeek: number
  readonly baseline: Baseline | null
  readonly borrowed: boolean
}

const VIEW = {
  recovered_share: (customers: CustomerPayments) => customers,
  restricted_mean: (customers: CustomerPayments) => customers,
  paid_in_full: asPaidInFull,
  any_payment: asAnyPayment,
}

/** The customers as the metric of a design sees them: their euros, or heads that pay once or in full. */
export const viewOf = ({ metric }: ExperimentDesign) => VIEW[metric]

/** The estimate that the analysis would make of past customers, and how much one customer varies. */
export function baselineOf(design: ExperimentDesign, customers: CustomerPayments): Baseline | null {
  if (customers.exposed.length < 2) return null
  const { metric, horizon_days: horizon } = design
  const found = baselineFromEvents(metricAt(metric, horizon), viewOf(design)(customers))
  return found.measurable ? found : null
}

/** Past customers of the experiment: of each segment, and of all. */
export function pastSegments(
  past: Past,
  design: ExperimentDesign,
  ways: readonly Way[],
): { all: PastSegment; segments: PastSegment[] } {
  const wayOf = new Map(ways.map((way) => [way.segment, way]))
  const inDesign = past.segment.map((segment) => wayOf.get(segment)?.inDesign)
  const reached = past.segment.map((segment, i) => {
    const way = wayOf.get(segment)
    return way !== undefined && reachedByAll(way, past.channels[i] ?? '')
  })
  const make = (id: string, name: string, keep: (i: number) => boolean): PastSegment => {
    const mine = (i: number) => reached[i] === true && keep(i)
    const customers = selectCustomers(past.payments, mine)
    const unreachable = reached.reduce((sum, yes, i) => sum + Number(!yes && keep(i)), 0)
    const days = past.enteredOn.filter((_, i) => mine(i))
    const entered = cumulated(days, past.days, design.coverage)
    const baseline = baselineOf(design, customers)
    return {
      id,
      name,
      customers,
      unreachable,
      entered,
      perWeek: newcomers(entered),
      baseline,
      borrowed: false,
    }
  }
  const all = make('*', '', (i) => inDesign[i] !== undefined)
  const segments = design.segments.map(({ id, name }) => {
    const own = make(id, name, (i) => inDesign[i] === id)
    const found = own.customers.exposed.length
    if (found === 0 || found >= ENOUGH || all.baseline === null) return own
    const value = own.baseline?.value ?? all.baseline.value
    return {
      ...own,
      baseline: { ...all.baseline, value, customers: found },
      borrowed: true,
    }
  })
  return { all, segments }
}

function cumulated(enteredOn: Int32Array, days: number, coverage: number): Float64Array {
  const counts = new Float64Array(days)
  for (const day of enteredOn) counts[day] = (counts[day] ?? 0) + coverage
  for (let day = 1; day < days; day++) counts[day] = (counts[day] ?? 0) + (counts[day - 1] ?? 0)
  return counts
}

/** Customers a week in the last weeks of the window; at least a tenth of one, so that a wait has an end. */
function newcomers(entered: Float64Array): number {
  const last = entered.at(-1) ?? 0
  const before = entered.at(-1 - TAIL_DAYS) ?? 0
  return Math.max(0.1, ((last - before) * 7) / TAIL_DAYS)
}

/** What each segment can show within the limits, and all together, by the design functions of the library. */
export function answersOf(
  past: { all: PastSegment; segments: readonly PastSegment[] },
  design: ExperimentDesign,
): { overall: SegmentAnswer; segments: SegmentAnswer[]; sizes: readonly (Feasibility | null)[] } {
  const { all, segments } = past
  const variants = Math.max(
    1,
    design.cells.filter(({ id }) => id !== HOLDOUT && id !== design.control).length,
  )
  const { rule, alpha, max_days: maxDays, horizon_days: horizonDays } = design
  const question = {
    worthHaving: design.worth_having,
    power: POWER,
    horizonDays,
    maxDays: maxDays + horizonDays,
    maxCustomers: design.max_customers,
  }
  const shared = { rule: { kind: rule }, alpha, contrasts: variants } as const
  const total = segments.reduce((sum, { customers }) => sum + customers.exposed.length, 0)
  const known = segments.flatMap((segment) => {
    const { id, baseline, perWeek: customersPerWeek, entered, customers } = segment
    if (baseline === null) return []
    const maxCustomers = Math.max(1, (design.max_customers * customers.exposed.length) / Math.max(1, total))
    const { value, metric } = baseline
    const shares = sharesIn(design, id)
    const one: SegmentBaseline = {
      segment: id,
      value,
      metric,
      customersPerWeek,
      entered,
      shares,
      maxCustomers,
    }
    return [one]
  })
  const firstShares = sharesIn(design, design.segments[0]?.id ?? '')
  const answers =
    known.length === 0
      ? []
      : segmentsFeasibility(known, { ...question, design: { ...shared, ...firstShares } })
  const sizes = segments.map(({ id }) => answers.find(({ segment }) => segment === id) ?? null)
  const overall =
    all.baseline === null
      ? null
      : feasibility({
          ...question,
          design: { ...shared, ...firstShares, metric: all.baseline.metric },
          customersPerWeek: all.perWeek,
          entered: all.entered,
        })
  const biggest = [...segments].sort((a, b) => b.customers.exposed.length - a.customers.exposed.length)
  return {
    overall: shown(all, design, overall, null),
    segments: segments.map((segment, i) => {
      const size = sizes[i] ?? null
      const other = biggest.find(({ id }) => id !== segment.id)?.id ?? null
      const mergeWith =
        size === null ? other : (answers.find((one) => one.segment === segment.id)?.mergeWith ?? null)
      return shown(segment, design, size, mergeWith)
    }),
    sizes,
  }
}

function shown(
  past: PastSegment,
  design: ExperimentDesign,
  size: Feasibility | null,
  mergeWith: string | null,
): SegmentAnswer {
  const { id, name, customers, unreachable, baseline, borrowed } = past
  const found = customers.exposed.length
  const exposed = found === 0 ? 0 : Array.from(customers.exposed).reduce((sum, x) => sum + x, 0) / found
  const smallest = smallestOf(design, size)
  const missing = size === null ? [{ code: 'no-history', detail: { customers: found } }] : []
  const out =
    unreachable > 0
      ? [{ code: 'unreachable', detail: { customers: unreachable, of: unreachable + found } }]
      : []
  return {
    ...{ segment: id, name, past_customers: found, unreachable, borrowed, exposed_per_customer: exposed },
    customers_per_week:
      (enteredBy({ customersPerWeek: past.perWeek, entered: past.entered }, past.entered.length) * 7) /
      past.entered.length,
    baseline: baseline?.value ?? null,
    unit_variance: baseline?.metric.kind === 'unit_variance' ? baseline.metric.variance : null,
    customers_needed: size?.customersNeeded ?? null,
    weeks: size?.totalWeeks ?? null,
    customers_within: size?.customersWithinLimits ?? 0,
    power_within: size?.powerWithinLimits ?? 0,
    smallest,
    smallest_euros: smallest === null ? null : eurosOf(design, smallest, exposed),
    merge_with: mergeWith,
    advice: [
      ...missing,
      ...(size?.advice ?? []).map(({ code, detail }) => ({ code, detail: { ...detail } })),
      ...out,
    ],
  }
}

/** The smallest difference that would be found; null where none is, or only more than everything. */
function smallestOf(design: ExperimentDesign, size: Feasibility | null): number | null {
  if (size?.smallestEffectWithinLimits.measurable !== true) return null
  const effect = Math.abs(size.smallestEffectWithinLimits.effect)
  return effect >= (design.metric === 'restricted_mean' ? design.horizon_days : 1) ? null : effect
}

/** Euros per 1,000 customers of a difference: brought forward by a share, of financing by days; null for heads. */
export function eurosOf(
  design: ExperimentDesign,
  difference: number,
  exposedPerCustomer: number,
): number | null {
  const exposed = 1000 * exposedPerCustomer
  if (design.metric === 'recovered_share') return difference * exposed
  return design.metric === 'restricted_mean' ? (difference * exposed * design.cost_of_capital) / 365 : null
}
