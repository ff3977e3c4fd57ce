import { addDays, daysInMonth, monthStart } from '../days'
import type { Facts } from '../facts/facts'
import { billedBackwards, historyProblem, level, sumsOf } from '../facts/facts'
import type { Kpi, KpiFigure } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'
import type { KpiDefinition, KpiReason } from '../types'
import { countBack } from './count-back'

const define = (
  id: string,
  name: KpiDefinition['name'],
  formula: KpiDefinition['formula'],
): KpiDefinition => ({ id, version: 1, unit: 'days', direction: 'down', name, formula })

/** Days sales outstanding in all its forms. */
export const dso: Kpi = {
  family: 'invoices',
  definitions: [
    define(
      'dso_countback',
      { fr: 'DSO, épuisement du chiffre d’affaires', en: 'DSO, count-back' },
      {
        fr: 'Jours de facturation que contient l’encours : les mois sont retirés à rebours jusqu’à l’épuiser, le dernier au prorata',
        en: 'Days of sales in the open balance: months are taken off backwards until it is used up, the last one in part',
      },
    ),
    define(
      'dso_simple',
      { fr: 'DSO, méthode comptable', en: 'DSO, month' },
      {
        fr: 'Encours / facturé du mois × jours du mois',
        en: 'Open / billed in the month × days of the month',
      },
    ),
    define(
      'dso_90d',
      { fr: 'DSO, 90 jours', en: 'DSO, 90 days' },
      { fr: 'Encours / facturé des 90 derniers jours × 90', en: 'Open / billed in the last 90 days × 90' },
    ),
    define(
      'dso_best_countback',
      { fr: 'DSO sans retard, épuisement', en: 'Best possible DSO, count-back' },
      { fr: 'Même méthode sur la part non échue', en: 'The same method on the part not overdue' },
    ),
    define(
      'dso_best_simple',
      { fr: 'DSO sans retard, méthode comptable', en: 'Best possible DSO, month' },
      {
        fr: 'Encours non échu / facturé du mois × jours du mois',
        en: 'Open and not overdue / billed in the month × days of the month',
      },
    ),
    define(
      'add_countback',
      { fr: 'Jours de DSO dus aux retards, épuisement', en: 'Average days delinquent, count-back' },
      { fr: 'DSO − DSO sans retard', en: 'DSO − best possible DSO' },
    ),
    define(
      'add_simple',
      { fr: 'Jours de DSO dus aux retards, méthode comptable', en: 'Average days delinquent, month' },
      { fr: 'DSO − DSO sans retard, méthode comptable', en: 'DSO − best possible DSO, both by month' },
    ),
  ],
  compute: (facts) => [...byCountBack(facts), ...byMonth(facts), by90Days(facts)],
}

function byCountBack(facts: Facts): KpiFigure[] {
  const ids = ['dso_countback', 'dso_best_countback', 'add_countback']
  if (facts.historyFrom === null) return noValue('open_items_only', ...ids)
  const months = billedBackwards(facts)
  const open = level(facts, 'open')
  const all = countBack(Number(open), months)
  const best = countBack(Number(open - level(facts, 'overdue')), months)
  return [
    figure('dso_countback', all, 'no_history'),
    figure('dso_best_countback', best, 'no_history'),
    figure('add_countback', all === null || best === null ? null : all - best, 'no_history'),
  ]
}

function byMonth(facts: Facts): KpiFigure[] {
  const ids = ['dso_simple', 'dso_best_simple', 'add_simple']
  const problem = historyProblem(facts, monthStart(facts.period.to))
  if (problem) return noValue(problem, ...ids)
  const billed = sumsOf(facts, 'billed').monthToDate
  if (billed <= 0n) return noValue('nothing_billed', ...ids)
  const last = facts.period.to
  const days = Math.min(Number(last.slice(8)), daysInMonth(last))
  const all = ratio(level(facts, 'open'), billed) * days
  const best = ratio(level(facts, 'open') - level(facts, 'overdue'), billed) * days
  return [
    { kpi: 'dso_simple', value: all },
    { kpi: 'dso_best_simple', value: best },
    { kpi: 'add_simple', value: all - best },
  ]
}

function by90Days(facts: Facts): KpiFigure {
  const kpi = 'dso_90d'
  const problem = historyProblem(facts, addDays(facts.period.to, -89))
  if (problem) return { kpi, value: null, reason: problem }
  const billed = sumsOf(facts, 'billed').last90Days
  return billed > 0n
    ? { kpi, value: ratio(level(facts, 'open'), billed) * 90 }
    : { kpi, value: null, reason: 'nothing_billed' }
}

const figure = (kpi: string, value: number | null, reason: KpiReason): KpiFigure =>
  value === null ? { kpi, value, reason } : { kpi, value }
