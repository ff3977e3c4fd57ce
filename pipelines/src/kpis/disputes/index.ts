import { flow, historyProblem } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio, toCount } from '../money'

/** How much of what is billed is contested. */
export const disputeRate: Kpi = {
  family: 'customers',
  apart: true,
  needs: ['disputes'],
  definitions: [
    {
      id: 'dispute_rate',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux de litige', en: 'Dispute rate' },
      formula: {
        fr: 'Factures sur lesquelles un litige s’ouvre dans la période / factures émises dans la période',
        en: 'Invoices on which a dispute opens in the period / invoices issued in the period',
      },
    },
    {
      id: 'dispute_rate.amount',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux de litige, en montant', en: 'Dispute rate, by amount' },
      formula: {
        fr: 'Montant contesté des litiges ouverts dans la période / facturé de la période',
        en: 'Amount contested in disputes opened in the period / billed in the period',
      },
    },
    {
      id: 'disputes_opened',
      version: 1,
      unit: 'count',
      direction: 'down',
      name: { fr: 'Litiges ouverts', en: 'Disputes opened' },
      formula: { fr: 'Nombre dans la période', en: 'Number in the period' },
    },
    {
      id: 'disputes_amount',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Montant mis en litige', en: 'Amount put in dispute' },
      formula: {
        fr: 'Montant contesté à l’ouverture des litiges de la période',
        en: 'Amount contested when the disputes of the period opened',
      },
    },
  ],
  compute(facts) {
    const ids = ['dispute_rate', 'dispute_rate.amount']
    const problem = historyProblem(facts, facts.period.from)
    const opened = flow(facts, 'disputes_opened')
    const amount = flow(facts, 'disputes_amount')
    const issued = flow(facts, 'billed_count')
    const billed = flow(facts, 'billed')
    return [
      ...(problem
        ? noValue(problem, ...ids)
        : issued <= 0n || billed <= 0n
          ? noValue('nothing_billed', ...ids)
          : [
              { kpi: 'dispute_rate', value: ratio(opened, issued) },
              { kpi: 'dispute_rate.amount', value: ratio(amount, billed) },
            ]),
      { kpi: 'disputes_opened', value: toCount(opened) },
      { kpi: 'disputes_amount', value: moneyText(amount) },
    ]
  },
}
