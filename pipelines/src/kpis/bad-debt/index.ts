import { addDays, addMonths } from '../days'
import { flow, historyProblem } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { ratio } from '../money'

/** What is lost of what is billed, over twelve months. A payment after a write-off takes it back. */
export const badDebt: Kpi = {
  family: 'invoices',
  apart: true,
  needs: ['year'],
  definitions: [
    {
      id: 'bad_debt',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux de pertes sur créances', en: 'Bad debt rate' },
      formula: {
        fr: '(passages en perte − récupérés depuis) / facturé, sur les 12 mois jusqu’à la date',
        en: '(written off − recovered since) / billed, over the 12 months to the day',
      },
    },
  ],
  compute(facts) {
    const first = addMonths(addDays(facts.period.to, 1), -12)
    const problem = historyProblem(facts, first)
    if (problem) return noValue(problem, 'bad_debt')
    const billed = flow(facts, 'year billed')
    return billed > 0n
      ? [{ kpi: 'bad_debt', value: ratio(flow(facts, 'year written_off'), billed) }]
      : noValue('nothing_billed', 'bad_debt')
  },
}
