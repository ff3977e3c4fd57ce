import { flow, historyProblem, level, levelBefore } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { collectionEffectiveness } from './collection-effectiveness'

export const cei: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'cei',
      version: 1,
      unit: 'percent',
      direction: 'up',
      name: { fr: 'Indice d’efficacité du recouvrement', en: 'Collection effectiveness index' },
      formula: {
        fr: '(encours au début + facturé − avoirs − annulations − pertes − encours à la fin) / (encours au début + facturé − avoirs − annulations − encours non échu à la fin) × 100',
        en: '(open at the start + billed − credited − cancelled − written off − open at the end) / (open at the start + billed − credited − cancelled − open and not overdue at the end) × 100',
      },
    },
  ],
  compute(facts) {
    const problem = historyProblem(facts, facts.period.from)
    if (problem) return noValue(problem, 'cei')
    const value = collectionEffectiveness({
      openAtStart: levelBefore(facts, 'open') + flow(facts, 'brought_forward'),
      sales: flow(facts, 'billed') - flow(facts, 'credited') - flow(facts, 'cancelled'),
      writtenOff: flow(facts, 'written_off'),
      openAtEnd: level(facts, 'open'),
      notOverdueAtEnd: level(facts, 'open') - level(facts, 'overdue'),
    })
    return value === null ? noValue('nothing_due', 'cei') : [{ kpi: 'cei', value }]
  },
}
