import type { Warehouse } from '../../warehouse/warehouse'
import { convertFacts, withOwnDays } from '../currencies/convert-facts'
import type { Conversion } from '../currencies/rates'
import type { Period } from '../days'
import { cutOf } from './cuts'
import type { Facts } from './facts'
import type { FactsQuestion } from './load-facts'
import { loadFacts, loadOwnDays, loadPooled, newFacts } from './load-facts'

/** Facts in the currency of a conversion; balances at the rates of `rateDay`, by default the last day of the period. */
export type Convertible = (rateDay?: string) => Facts[]

/**
 * Reads the facts of several currencies once, to be converted at the rates of any day. What is not cut is read by
 * creditor and added up, so that the figures of creditors are parts of that of the group to the cent.
 */
export async function loadConverted(
  warehouse: Warehouse,
  question: FactsQuestion,
  conversion: Conversion,
): Promise<Convertible> {
  const whole = question.cut.name === null
  const single: FactsQuestion = whole ? { ...question, cut: cutOf('entity') } : question
  const [plain, pooled, flows] = await Promise.all([
    loadFacts(warehouse, single),
    loadPooled(warehouse, question),
    loadOwnDays(warehouse, single, conversion),
  ])
  const groups = new Map<string, { period: Period; cut: string; own: Facts[] }>()
  for (const facts of plain) {
    const cut = whole ? '' : facts.cut
    const key = JSON.stringify([facts.period.from, facts.period.to, cut])
    const group = groups.get(key) ?? { period: facts.period, cut, own: [] }
    group.own.push(facts)
    groups.set(key, group)
  }
  return (rateDay) =>
    groups.size === 0 && whole
      ? question.periods.map((period) => newFacts(question, period, '', conversion.to))
      : [...groups.values()].flatMap(({ period, cut, own }) => {
          const [first, ...others] = own
          if (!first) return []
          const at = { conversion, rateDay: rateDay ?? period.to, currency: conversion.to }
          const facts = convertFacts([first, ...others], cut, pooled(period, cut), at)
          const ofPeriod = flows.filter(
            (flow) =>
              flow.period_from === period.from && flow.period_to === period.to && (whole || flow.cut === cut),
          )
          return { ...facts, ownDays: withOwnDays(facts, ofPeriod, conversion) }
        })
}
