import type { Facts } from '../facts/facts'
import { flow, historyProblem, levelBefore, sumsOf } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'

const id = 'recovery_rate_overdue'

/** The headline: how much of what was or became overdue in the period was paid in it. */
export const recoveryRateOverdue: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id,
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Taux de recouvrement de l’échu', en: 'Recovery rate of overdue' },
      formula: {
        fr: 'Règlements de la période après l’échéance, nets de leurs rejets / (échu au début + devenu échu dans la période + rejets de règlements antérieurs sur factures échues − avoirs et annulations sur celles-ci)',
        en: 'Payments of the period after the due date, net of their rejections / (overdue at the start + what became overdue in the period + rejections of earlier payments on overdue invoices − credits and cancellations on these)',
      },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, id)
    const { paid, due } = parts(facts)
    return due > 0n ? [{ kpi: id, value: ratio(paid, due) }] : noValue('nothing_due', id)
  },
}

function parts(facts: Facts) {
  const late = sumsOf(facts, 'rejected_late')
  // A rejection of a payment that counts above is taken off there; of any other it re-opens overdue money.
  return {
    paid: flow(facts, 'paid_overdue') - (late.within - late.ofBefore),
    due:
      levelBefore(facts, 'overdue') +
      flow(facts, 'became_overdue') +
      late.ofBefore +
      flow(facts, 'rejected_on_time') -
      flow(facts, 'credited_overdue'),
  }
}
