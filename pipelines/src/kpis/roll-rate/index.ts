import { flow } from '../facts/facts'
import type { Kpi, KpiFigure } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio } from '../money'

const buckets = ['not_due', '1-30', '31-60', '61-90', '91+'] as const
const ways = [...buckets, 'paid', 'credited', 'written_off'] as const

/** Where the money of each ageing bucket of 30 days ago went; the shares of a bucket add up to 1. */
export const rollRate: Kpi = {
  family: 'customers',
  apart: true,
  needs: ['roll'],
  definitions: [
    {
      id: 'roll_rate',
      version: 1,
      unit: 'share',
      direction: 'neutral',
      name: { fr: 'Taux de glissement entre tranches', en: 'Roll rate' },
      formula: {
        fr: 'Pour chaque tranche de retard d’il y a 30 jours : part de son montant aujourd’hui dans chaque tranche, réglée, créditée ou passée en perte ; la ligne fait 100 %',
        en: 'For each ageing bucket of 30 days ago: share of its amount that is now in each bucket, paid, credited or written off; a row adds up to 100 %',
      },
    },
    {
      id: 'roll_amount',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Glissement entre tranches, montants', en: 'Roll between buckets, amounts' },
      formula: { fr: 'Les mêmes parts en montant', en: 'The same parts as amounts' },
    },
  ],
  compute(facts) {
    const figures = buckets.flatMap((bucket): KpiFigure[] => {
      const moved = ways.map((to) => ({ to, amount: flow(facts, `roll ${bucket} ${to}`) }))
      const total = moved.reduce((sum, { amount }) => sum + amount, 0n)
      if (total <= 0n) return []
      return moved.flatMap(({ to, amount }) => [
        { kpi: 'roll_rate', value: ratio(amount, total), by: { bucket, to } },
        { kpi: 'roll_amount', value: moneyText(amount), by: { bucket, to } },
      ])
    })
    return figures.length > 0 ? figures : noValue('nothing_open', 'roll_rate', 'roll_amount')
  },
}
