import { addDays } from '../days'
import type { Facts } from '../facts/facts'
import { flow, historyProblem, sumsOf } from '../facts/facts'
import type { Kpi, KpiFigure } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'
import type { KpiDefinition } from '../types'

const horizons = ['30', '60', '90', 'due'] as const
type Horizon = (typeof horizons)[number]

/** Share of what was issued in the period that was paid so many days after issue, as far as the data cut shows. */
export const recoveryCohort: Kpi = {
  family: 'invoices',
  definitions: horizons.map(definition),
  compute: (facts) => horizons.map((horizon) => share(facts, horizon)),
}

function definition(horizon: Horizon): KpiDefinition {
  const fr = horizon === 'due' ? 'à l’échéance' : `à ${horizon} jours`
  const en = horizon === 'due' ? 'by due date' : `within ${horizon} days`
  return {
    id: `recovery_cohort.${horizon}`,
    version: 1,
    unit: 'share',
    direction: 'up',
    name: { fr: `Part recouvrée ${fr}`, en: `Recovered ${en}` },
    formula: {
      fr: `Factures émises dans la période : part du montant réglée ${fr} ; montrée quand toutes ont cet âge à la date d’arrêté des données`,
      en: `Invoices issued in the period: share of the amount paid ${en}; shown when all of them are that old at the data cut`,
    },
  }
}

function share(facts: Facts, horizon: Horizon): KpiFigure {
  const kpi = `recovery_cohort.${horizon}`
  const problem = historyProblem(facts, facts.period.from)
  const issued = flow(facts, 'billed')
  const paid = flow(facts, horizon === 'due' ? 'paid_by_due' : `paid_within_${horizon}`)
  const [none] = problem ? noValue(problem, kpi) : issued <= 0n ? noValue('nothing_billed', kpi) : []
  if (none) return none
  // A cohort that is paid in full before it is old enough can no longer change.
  if (paid < issued && !isOldEnough(facts, horizon)) return { kpi, value: null, reason: 'too_young' }
  return { kpi, value: ratio(paid, issued) }
}

function isOldEnough(facts: Facts, horizon: Horizon): boolean {
  const { lastDay, lastOfDay } = sumsOf(facts, 'billed')
  const last = horizon === 'due' ? lastOfDay : lastDay && addDays(lastDay, Number(horizon))
  return last !== null && facts.dataCut !== null && last <= facts.dataCut
}
