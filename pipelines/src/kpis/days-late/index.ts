import { historyProblem, settledOf } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'

/** How many invoices were paid late, and by how much; late is strictly after the due date. */
export const daysLate: Kpi = {
  family: 'invoices',
  needs: ['settled'],
  definitions: [
    {
      id: 'days_late.share',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Part réglée en retard', en: 'Share paid late' },
      formula: {
        fr: 'Factures soldées dans la période après leur échéance / factures soldées',
        en: 'Invoices paid in full in the period after their due date / invoices paid in full',
      },
    },
    {
      id: 'days_late.mean',
      version: 1,
      unit: 'days',
      direction: 'down',
      name: { fr: 'Retard moyen de règlement', en: 'Days late, mean' },
      formula: {
        fr: 'Moyenne de date de solde − échéance parmi les factures réglées en retard',
        en: 'Mean of day of settlement − due date among invoices paid late',
      },
    },
    {
      id: 'days_late.weighted',
      version: 1,
      unit: 'days',
      direction: 'down',
      name: { fr: 'Retard moyen pondéré', en: 'Days late, by amount' },
      formula: { fr: 'La même moyenne, pondérée par le montant', en: 'The same mean, weighted by amount' },
    },
  ],
  compute(facts) {
    const ids = ['days_late.share', 'days_late.mean', 'days_late.weighted']
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, ...ids)
    const settled = settledOf(facts)
    if (!settled || settled.count === 0) return noValue('nothing_settled', ...ids)
    const none = settled.late === 0
    return [
      { kpi: 'days_late.share', value: settled.late / settled.count },
      { kpi: 'days_late.mean', value: none ? 0 : settled.lateDays / settled.late },
      { kpi: 'days_late.weighted', value: none ? 0 : ratio(settled.lateAmountDays, settled.lateAmount) },
    ]
  },
}
