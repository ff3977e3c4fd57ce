import { addDays } from '../days'
import type { Facts } from '../facts/facts'
import { historyProblem, settledOf } from '../facts/facts'
import type { Kpi, KpiFigure } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'
import type { KpiDefinition, KpiReason } from '../types'
import { kaplanMeier } from './kaplan-meier'

const HORIZON = 120

const define = (
  part: string,
  name: KpiDefinition['name'],
  formula: KpiDefinition['formula'],
): KpiDefinition => ({
  id: `days_to_pay.${part}`,
  version: 1,
  unit: 'days',
  direction: 'down',
  name,
  formula,
})

/** How long invoices take to be paid. */
export const daysToPay: Kpi = {
  family: 'invoices',
  needs: ['settled', 'survival'],
  definitions: [
    define(
      'mean',
      { fr: 'Délai moyen de règlement', en: 'Days to pay, mean' },
      {
        fr: 'Factures soldées par règlement dans la période : moyenne de date de solde − date d’émission',
        en: 'Invoices paid in full in the period: mean of day of settlement − issue date',
      },
    ),
    define(
      'median',
      { fr: 'Délai médian de règlement', en: 'Days to pay, median' },
      { fr: 'Médiane des mêmes délais', en: 'Median of the same' },
    ),
    define(
      'weighted',
      { fr: 'Délai moyen pondéré', en: 'Days to pay, by amount' },
      { fr: 'Moyenne pondérée par le montant', en: 'Mean weighted by amount' },
    ),
    define(
      'km_median',
      { fr: 'Délai médian, factures ouvertes comprises', en: 'Days to pay, median with open invoices' },
      {
        fr: 'Médiane de Kaplan-Meier, factures émises dans les 365 jours, ouvertes comprises',
        en: 'Kaplan-Meier median over invoices issued in the last 365 days, open ones included',
      },
    ),
    define(
      'rmst_120',
      { fr: 'Délai moyen restreint à 120 jours', en: 'Days to pay, mean restricted to 120 days' },
      {
        fr: 'Aire sous la courbe de Kaplan-Meier jusqu’à 120 jours, mêmes factures',
        en: 'Area under the Kaplan-Meier curve up to 120 days, the same invoices',
      },
    ),
  ],
  compute: (facts) => [...amongPaid(facts), ...withOpen(facts)],
}

function amongPaid(facts: Facts): KpiFigure[] {
  const ids = ['days_to_pay.mean', 'days_to_pay.median', 'days_to_pay.weighted']
  const problem = historyProblem(facts, facts.period.from)
  if (problem) return noValue(problem, ...ids)
  const settled = settledOf(facts)
  if (!settled || settled.count === 0) return noValue('nothing_settled', ...ids)
  return [
    { kpi: 'days_to_pay.mean', value: settled.days / settled.count },
    { kpi: 'days_to_pay.median', value: settled.median },
    { kpi: 'days_to_pay.weighted', value: ratio(settled.amountDays, settled.amount) },
  ]
}

function withOpen(facts: Facts): KpiFigure[] {
  const ids = ['days_to_pay.km_median', 'days_to_pay.rmst_120']
  const problem = historyProblem(facts, addDays(facts.period.to, -364))
  if (problem) return noValue(problem, ...ids)
  if (facts.survival.length === 0) return noValue('nothing_billed', ...ids)
  const { median, restrictedMean } = kaplanMeier(facts.survival, HORIZON)
  return [
    valueOr('too_young', 'days_to_pay.km_median', median),
    valueOr('too_young', 'days_to_pay.rmst_120', restrictedMean),
  ]
}

const valueOr = (reason: KpiReason, kpi: string, value: number | null): KpiFigure =>
  value === null ? { kpi, value, reason } : { kpi, value }
