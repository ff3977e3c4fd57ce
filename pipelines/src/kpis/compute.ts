import type { Warehouse } from '../warehouse/warehouse'
import type { Period } from './days'
import { monthsBetween } from './days'
import { answersCut, cutOf, jointCut, partOfJoint } from './facts/cuts'
import type { Cut, JointDimensions } from './facts/cuts'
import type { DataState } from './facts/data-state'
import { dataState } from './facts/data-state'
import { RateMissing } from './facts/facts'
import type { Facts } from './facts/facts'
import { loadConverted } from './facts/load-converted'
import type { Convertible } from './facts/load-converted'
import type { FactsQuestion, Need } from './facts/load-facts'
import { loadFacts } from './facts/load-facts'
import type { Kpi, KpiFigure } from './kpi'
import { isAskedFor, kpis } from './registry'
import { largestCustomers } from './receivables'
import { placeSegments } from '../segments/segment-cut'
import type { PlacedSegments } from '../segments/segment-cut'
import type { KpiDimension, KpiQuestion, KpiRow } from './types'

const DEFAULT_LIMIT = 1000

/**
 * The KPIs of a period as of its last day. Rows per currency when there are several and none is asked for: they
 * are never summed. Ratios are not rounded.
 * @throws WarehouseError
 */
export async function computeKpis(warehouse: Warehouse, question: KpiQuestion): Promise<KpiRow[]> {
  const state = await dataState(warehouse, question.entityIds)
  const period = { from: question.from, to: question.asOf }
  const periods = question.by === 'month' ? monthsBetween(question.from, question.asOf) : [period]
  const facts = await factsOf(warehouse, question, periods, state)
  return rowsOf(facts, question)
}

/** The facts of several periods at once; what is read invoice by invoice may be left to some of them. */
export async function factsOf(
  warehouse: Warehouse,
  question: KpiQuestion,
  periods: readonly Period[],
  state: DataState,
  detailed?: readonly Period[],
): Promise<Facts[]> {
  return (await convertibleFacts(warehouse, question, periods, state, detailed))()
}

/** The same, to be converted at the rates of any day where the question brings currencies together. */
export async function convertibleFacts(
  warehouse: Warehouse,
  question: KpiQuestion,
  periods: readonly Period[],
  state: DataState,
  detailed?: readonly Period[],
): Promise<Convertible> {
  // no entity at all is not the same as every entity
  if (question.entityIds?.length === 0) return () => []
  if (question.by === 'segment') return bySegment(warehouse, question, periods, state, detailed)
  return cutFacts(warehouse, question, periods, state, detailed)
}

/** The facts of several dimensions at once, each by itself: as if each were asked for by a question of its own. */
export async function jointFacts(
  warehouse: Warehouse,
  question: KpiQuestion,
  dimensions: JointDimensions,
  periods: readonly Period[],
  state: DataState,
): Promise<Map<KpiDimension, Facts[]>> {
  const found = new Map<KpiDimension, Facts[]>(dimensions.map((dimension) => [dimension, []]))
  const one = { ...question, by: dimensions[0] }
  for (const facts of await loadFacts(warehouse, asking(one, periods, state, jointCut(dimensions)))) {
    const { dimension, cut } = partOfJoint(dimensions, facts.cut)
    found.get(dimension)?.push({ ...facts, cut })
  }
  return found
}

/** Period by period: who is in a segment is asked as of the last day of each. */
async function bySegment(
  warehouse: Warehouse,
  question: KpiQuestion,
  periods: readonly Period[],
  state: DataState,
  detailed?: readonly Period[],
): Promise<Convertible> {
  const found: Convertible[] = []
  const cut = question.segments ?? { segments: [], attributes: {} }
  for (const period of periods) {
    const placed = await placeSegments(warehouse, cut, period.to, question.entityIds ?? [])
    const own = detailed?.filter(({ from, to }) => from === period.from && to === period.to)
    found.push(await cutFacts(warehouse, question, [period], state, own, placed))
  }
  return (rateDay) => found.flatMap((one) => one(rateDay))
}

async function cutFacts(
  warehouse: Warehouse,
  question: KpiQuestion,
  periods: readonly Period[],
  state: DataState,
  detailed?: readonly Period[],
  placed?: PlacedSegments,
): Promise<Convertible> {
  const customers = question.by === 'customer' ? await largestCustomers(warehouse, question) : []
  const asked = asking(question, periods, state, cutOf(question.by, customers, placed), detailed)
  if (question.conversion) return loadConverted(warehouse, asked, question.conversion)
  const facts = await loadFacts(warehouse, asked)
  return () => facts
}

const asking = (
  question: KpiQuestion,
  periods: readonly Period[],
  state: DataState,
  cut: Cut,
  detailed?: readonly Period[],
): FactsQuestion => ({
  periods,
  cut,
  entityIds: question.entityIds ?? [],
  currency: question.currency ?? '',
  includeInternal: question.includeInternal ?? false,
  needs: new Set<Need>(askedKpis(question).flatMap((kpi) => kpi.needs ?? [])),
  historyFrom: state.historyFrom,
  dataCut: state.dataCut,
  detailed,
})

/** Figures of facts, in the order of the registry. */
export function rowsOf(facts: readonly Facts[], question: KpiQuestion): KpiRow[] {
  const currencies = new Set(facts.map((one) => one.currency).filter((code) => code !== ''))
  const ordered = question.by === undefined ? facts : largestFirst(facts, question.limit ?? DEFAULT_LIMIT)
  const once = firstOfEachGroup(ordered)
  return askedKpis(question).flatMap((kpi) =>
    (kpi.withoutCurrency ? once : ordered).flatMap((one) => {
      const key = keyOf(one, question, currencies.size > 1 && kpi.withoutCurrency !== true)
      return figures(kpi, one, question).map((figure) => toRow(kpi, figure, key, isProvisional(one)))
    }),
  )
}

/** One facts for each cut value and period, whatever the currency. */
function firstOfEachGroup(facts: readonly Facts[]): Facts[] {
  const seen = new Set<string>()
  return facts.filter((one) => {
    const group = JSON.stringify([one.cut, one.period.from, one.period.to])
    const isFirst = !seen.has(group)
    seen.add(group)
    return isFirst
  })
}

const askedKpis = (question: KpiQuestion): Kpi[] =>
  kpis.filter(
    (kpi) =>
      answersCut(question.by, kpi.family) && kpi.definitions.some(({ id }) => isAskedFor(id, question.kpis)),
  )

function figures(kpi: Kpi, facts: Facts, question: KpiQuestion): KpiFigure[] {
  const found = facts.ownDays ? byKind(kpi, facts, facts.ownDays) : computed(kpi, facts)
  return found.filter((figure) => isAskedFor(figure.kpi, question.kpis))
}

/**
 * Of converted facts: amounts of a period at the rates of their own days, everything else at those of one day, so that
 * no change of a rate is read as a change of how customers pay.
 */
function byKind(kpi: Kpi, atOneDay: Facts, ownDays: Facts): KpiFigure[] {
  const isMoney = (id: string) => kpi.definitions.some((one) => one.id === id && one.unit === 'money')
  const key = ({ kpi: id, by }: KpiFigure) => JSON.stringify([id, by])
  const amounts = new Map(computed(kpi, ownDays).map((figure) => [key(figure), figure]))
  return computed(kpi, atOneDay).map((figure) =>
    isMoney(figure.kpi) ? (amounts.get(key(figure)) ?? figure) : figure,
  )
}

/** Figures of a KPI; without value where an amount that they need has no rate. */
function computed(kpi: Kpi, facts: Facts): KpiFigure[] {
  try {
    return kpi.compute(facts)
  } catch (error) {
    if (!(error instanceof RateMissing)) throw error
    const missing_rate = error.rate
    return kpi.definitions.map(({ id }) => ({ kpi: id, value: null, reason: 'no_rate', missing_rate }))
  }
}

function largestFirst(facts: readonly Facts[], limit: number): readonly Facts[] {
  const open = (one: Facts) => {
    const sums = one.measures.get('open')
    return Number((sums?.before ?? 0n) + (sums?.within ?? 0n))
  }
  const order = new Map<string, number>()
  for (const one of facts) order.set(one.cut, Math.max(order.get(one.cut) ?? 0, open(one)))
  const kept = [...order].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit)
  const rank = new Map(kept.map(([cut], index) => [cut, index]))
  return facts
    .filter((one) => rank.has(one.cut))
    .sort((a, b) => (rank.get(a.cut) ?? 0) - (rank.get(b.cut) ?? 0) || (a.period.to < b.period.to ? -1 : 1))
}

function keyOf(
  facts: Facts,
  question: KpiQuestion,
  severalCurrencies: boolean,
): Record<string, string> | null {
  const key: Record<string, string> = {}
  if (question.by === 'month') key['month'] = facts.period.to.slice(0, 7)
  else if (question.by === 'currency') key['currency'] = facts.currency
  else if (question.by === 'disputed') key['disputed'] = facts.cut === '1' ? 'yes' : 'no'
  else if (question.by) key[question.by] = facts.cut
  if (severalCurrencies) key['currency'] = facts.currency
  return Object.keys(key).length > 0 ? key : null
}

const isProvisional = (facts: Facts): boolean => facts.dataCut !== null && facts.period.to > facts.dataCut

function toRow(
  kpi: Kpi,
  figure: KpiFigure,
  key: Record<string, string> | null,
  provisional: boolean,
): KpiRow {
  const definition = kpi.definitions.find(({ id }) => id === figure.kpi)
  if (!definition) throw new Error(`a KPI without definition: ${figure.kpi}`)
  return {
    kpi: figure.kpi,
    value: figure.value,
    unit: definition.unit,
    by: figure.by ? { ...key, ...figure.by } : key,
    ...(figure.reason ? { reason: figure.reason } : {}),
    ...(figure.missing_rate ? { missing_rate: figure.missing_rate } : {}),
    ...(provisional ? { provisional } : {}),
  }
}
