import { flow, historyProblem } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, toCount } from '../money'

/** What was billed in the period. */
export const billed: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'billed',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Facturé', en: 'Billed' },
      formula: {
        fr: 'Factures émises dans la période, TTC, avant avoirs',
        en: 'Invoices issued in the period, tax included, gross of credit notes',
      },
    },
    {
      id: 'billed_count',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Factures émises', en: 'Invoices issued' },
      formula: {
        fr: 'Nombre de factures émises dans la période',
        en: 'Number of invoices issued in the period',
      },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, 'billed', 'billed_count')
    return [
      { kpi: 'billed', value: moneyText(flow(facts, 'billed')) },
      { kpi: 'billed_count', value: toCount(flow(facts, 'billed_count')) },
    ]
  },
}

/** What came in in the period. */
export const collected: Kpi = {
  family: 'accounts',
  definitions: [
    {
      id: 'collected',
      version: 1,
      unit: 'money',
      direction: 'up',
      name: { fr: 'Encaissé', en: 'Collected' },
      formula: {
        fr: 'Règlements datés de la période, rejets déduits',
        en: 'Payments dated in the period, less rejections',
      },
    },
    {
      id: 'payments_count',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Règlements reçus', en: 'Payments received' },
      formula: { fr: 'Nombre de règlements de la période', en: 'Number of payments in the period' },
    },
    {
      id: 'rejections_count',
      version: 1,
      unit: 'count',
      direction: 'down',
      name: { fr: 'Rejets et impayés', en: 'Payments rejected' },
      formula: { fr: 'Nombre de rejets de la période', en: 'Number of rejections in the period' },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, 'collected', 'payments_count', 'rejections_count')
    return [
      { kpi: 'collected', value: moneyText(flow(facts, 'collected')) },
      { kpi: 'payments_count', value: toCount(flow(facts, 'payments_count')) },
      { kpi: 'rejections_count', value: toCount(flow(facts, 'rejections_count')) },
    ]
  },
}
