import { flow, historyProblem, levelBefore, sumsOf } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'

const id = 'recovery_rate'

export const recoveryRate: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id,
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Taux d’encaissement de la période', en: 'Collection rate of the period' },
      formula: {
        fr: 'Encaissé sur factures / (encours au début + facturé + rejets de règlements de périodes antérieures − avoirs − annulations)',
        en: 'Collected on invoices / (open at the start + billed + rejections of earlier periods’ payments − credited − cancelled)',
      },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, id)
    const rejected = sumsOf(facts, 'rejected_on_invoices')
    const paid = flow(facts, 'collected_on_invoices') - (rejected.within - rejected.ofBefore)
    const due =
      levelBefore(facts, 'open') +
      flow(facts, 'brought_forward') +
      flow(facts, 'billed') +
      rejected.ofBefore -
      flow(facts, 'credited') -
      flow(facts, 'cancelled')
    return due > 0n ? [{ kpi: id, value: ratio(paid, due) }] : noValue('nothing_due', id)
  },
}
