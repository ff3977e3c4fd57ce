import type { Facts } from '../facts/facts'
import { flow } from '../facts/facts'
import type { Kpi, KpiFigure } from '../kpi'
import { noValue } from '../kpi'

const moments = ['before_due', 'after_contact', 'after_settlement', ''] as const

/** What customers think of how they are reminded, from 0 to 10. */
export const satisfaction: Kpi = {
  family: 'customers',
  apart: true,
  withoutCurrency: true,
  needs: ['voice'],
  definitions: [
    {
      id: 'satisfaction.mean',
      version: 1,
      unit: 'number',
      direction: 'up',
      name: { fr: 'Satisfaction, note moyenne', en: 'Satisfaction, mean score' },
      formula: {
        fr: 'Moyenne des notes de 0 à 10 de la période, en tout et par moment',
        en: 'Mean of the scores from 0 to 10 of the period, as a whole and by moment',
      },
    },
    {
      id: 'satisfaction.net',
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Satisfaction, promoteurs − détracteurs', en: 'Satisfaction, promoters − detractors' },
      formula: {
        fr: 'Part des notes 9 et 10 − part des notes 0 à 6',
        en: 'Share of scores 9 and 10 − share of scores 0 to 6',
      },
    },
  ],
  compute(facts) {
    const whole = scores(facts, moments)
    if (whole.count === 0) return noValue('nothing_logged', 'satisfaction.mean', 'satisfaction.net')
    return [
      ...figures(whole),
      ...moments
        .filter((moment) => moment !== '')
        .flatMap((moment) => {
          const one = scores(facts, [moment])
          return one.count === 0 ? [] : figures(one).map((figure) => ({ ...figure, by: { moment } }))
        }),
    ]
  },
}

function scores(facts: Facts, of: readonly string[]) {
  const sum = (what: string) =>
    of.reduce((total, moment) => total + Number(flow(facts, `${what} ${moment}`)) / 10_000, 0)
  return {
    count: sum('feedback'),
    total: sum('score'),
    balance: sum('promoters') - sum('detractors'),
  }
}

const figures = ({ count, total, balance }: ReturnType<typeof scores>): KpiFigure[] => [
  { kpi: 'satisfaction.mean', value: total / count },
  { kpi: 'satisfaction.net', value: balance / count },
]
