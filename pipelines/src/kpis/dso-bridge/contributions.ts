import { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import { cutOf } from '../facts/cuts'
import { dataState } from '../facts/data-state'
import type { Facts } from '../facts/facts'
import { unlessRateMissing } from '../facts/facts'
import { loadConverted } from '../facts/load-converted'
import { loadFacts } from '../facts/load-facts'
import type { FactsQuestion } from '../facts/load-facts'
import { largestCustomers } from '../receivables'
import type { KpiQuestion } from '../types'
import { bridgeOf, layersOf } from '.'
import namesSql from './names.sql?raw'

const CANDIDATES = 100
const parts = ['terms', 'late', 'dispute', 'unallocated'] as const
type Part = (typeof parts)[number]
const layerOf: Record<Part, keyof ReturnType<typeof layersOf>> = {
  terms: 'notOverdue',
  late: 'late',
  dispute: 'dispute',
  unallocated: 'unallocated',
}

export interface DsoContribution {
  customer_id: string
  name: string
  /** days of the change of the DSO that come from this customer, and the part in which most of it lies */
  change: number
  main: Part
}

export interface DsoContributions {
  from: string
  to: string
  change: number
  /** largest first, whichever the direction */
  customers: DsoContribution[]
  /** what all others add: with the customers exactly the change */
  others: number
}

/**
 * Who moved the count-back DSO between two days. A customer's share of a part of the DSO is his share of the amount in
 * that layer: part × his amount / amount. Null where the DSO has no value on one of the days, or
 * an amount has no rate.
 */
export async function dsoContributions(
  warehouse: Warehouse,
  question: Omit<KpiQuestion, 'by' | 'kpis' | 'limit'> & { before: string },
  limit = 3,
): Promise<DsoContributions | null> {
  const { before, ...now } = question
  const days = [before, question.asOf]
  const periods = days.map((to) => ({ from: question.from < to ? question.from : to, to }))
  const state = await dataState(warehouse, question.entityIds)
  const largest = await Promise.all(
    days.map((asOf) => largestCustomers(warehouse, { ...now, asOf, limit: CANDIDATES })),
  )
  const customers = [...new Set(largest.flat())]
  const asking: FactsQuestion = {
    periods,
    cut: cutOf('customer', customers),
    entityIds: question.entityIds ?? [],
    currency: question.currency ?? '',
    includeInternal: question.includeInternal ?? false,
    needs: new Set(),
    ...state,
  }
  const { conversion } = question
  const plain = { ...asking, cut: cutOf(undefined) }
  // both days at the rates of the last, as in the bridge
  const [whole, single] = await Promise.all(
    [plain, asking].map(async (one) =>
      conversion
        ? (await loadConverted(warehouse, one, conversion))(question.asOf)
        : loadFacts(warehouse, one),
    ),
  )
  const currency = conversion?.to ?? question.currency
  const at = (facts: readonly Facts[] = [], to: string, cut = '') =>
    facts.find((one) => one.period.to === to && one.cut === cut && one.currency === currency)
  const shares = days.map((to) => shareOf(at(whole, to)))
  const [first, last] = shares
  if (!first || !last) return null
  const names = await namesOf(warehouse, customers)
  const moved = customers.map((id) => {
    const [a, b] = [first.of(at(single, before, id)), last.of(at(single, question.asOf, id))]
    const change = Object.fromEntries(parts.map((part) => [part, b[part] - a[part]])) as Record<Part, number>
    const total = parts.reduce((sum, part) => sum + change[part], 0)
    const main = [...parts].sort((x, y) => Math.sign(total) * (change[y] - change[x]))[0] ?? 'late'
    return { customer_id: id, name: names.get(id) ?? id, change: total, main }
  })
  const top = moved.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, limit)
  const change = last.dso - first.dso
  return {
    from: before,
    to: question.asOf,
    change,
    customers: top,
    others: change - top.reduce((sum, one) => sum + one.change, 0),
  }
}

/** How a day's DSO is shared out; null where it has no value. */
function shareOf(whole: Facts | undefined) {
  const bridge = whole && unlessRateMissing(() => bridgeOf(whole))
  if (!bridge) return null
  const total = layersOf(whole)
  const of = (facts: Facts | undefined): Record<Part, number> => {
    const own = facts && layersOf(facts)
    const share = (part: Part) => {
      const amount = total[layerOf[part]]
      return own && amount > 0 ? (bridge[part] * own[layerOf[part]]) / amount : 0
    }
    return {
      terms: share('terms'),
      late: share('late'),
      dispute: share('dispute'),
      unallocated: share('unallocated'),
    }
  }
  return { dso: bridge.dso, of }
}

async function namesOf(warehouse: Warehouse, customers: readonly string[]): Promise<Map<string, string>> {
  const rows = await warehouse.query({
    name: 'customer-names',
    sql: namesSql,
    params: { customers: [...customers] },
    row: z.object({ customer_id: z.string(), name: z.string() }),
  })
  return new Map(rows.map((row) => [row.customer_id, row.name || row.customer_id]))
}
