import type { Facts } from '../facts/facts'
import { level } from '../facts/facts'
import type { Kpi } from '../kpi'
import type { Money } from '../money'
import { moneyText, toCount } from '../money'
import type { AgeingBucket } from '../types'

/** Open amounts and numbers of invoices by days past due. Counts go to the oldest bucket an invoice is in. */
export function ageingOf(facts: Facts): Record<AgeingBucket, { amount: Money; count: number }> {
  const of = (measure: string) => level(facts, measure)
  const bucket = (from: string, to: string) => ({
    amount: of(from) - of(to),
    count: toCount(of(`${from}_count`) - of(`${to}_count`)),
  })
  const notDue = bucket('open', 'overdue')
  return {
    not_due: { ...notDue, amount: notDue.amount - of('undetailed') },
    '1-30': bucket('overdue', 'overdue_31'),
    '31-60': bucket('overdue_31', 'overdue_61'),
    '61-90': bucket('overdue_61', 'overdue_91'),
    '91+': { amount: of('overdue_91'), count: toCount(of('overdue_91_count')) },
    undetailed: { amount: of('undetailed'), count: 0 },
  }
}

export const ageing: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'ageing',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Balance âgée', en: 'Ageing' },
      formula: {
        fr: 'Montants ouverts par jours de retard : non échu, 1–30, 31–60, 61–90, 91 et plus ; à-nouveau non détaillé à part',
        en: 'Open amounts by days past due: not due, 1–30, 31–60, 61–90, 91 and more; opening balance without detail apart',
      },
    },
    {
      id: 'ageing_count',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Balance âgée, nombre', en: 'Ageing, number' },
      formula: {
        fr: 'Nombre de factures ouvertes par jours de retard de leur plus ancienne échéance',
        en: 'Number of open invoices by days past their oldest due date',
      },
    },
  ],
  compute(facts) {
    const buckets = Object.entries(ageingOf(facts)).filter(
      ([bucket, { amount }]) => bucket !== 'undetailed' || amount !== 0n,
    )
    return [
      ...buckets.map(([bucket, { amount }]) => ({ kpi: 'ageing', value: moneyText(amount), by: { bucket } })),
      ...buckets
        .filter(([bucket]) => bucket !== 'undetailed')
        .map(([bucket, { count }]) => ({ kpi: 'ageing_count', value: count, by: { bucket } })),
    ]
  },
}
