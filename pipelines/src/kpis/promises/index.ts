import { flow } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio, toCount } from '../money'

/** How far a promise can be believed. */
export const promiseKept: Kpi = {
  family: 'customers',
  apart: true,
  needs: ['promises'],
  definitions: [
    {
      id: 'promise_kept',
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Promesses tenues', en: 'Promises kept' },
      formula: {
        fr: 'Promesses échues dans la période (dernier jour + 2 jours ouvrés) et réglées à 95 % au moins / promesses échues ; retirées, remplacées, contestées ou créditées à part ; les échéances d’un échéancier comptent',
        en: 'Promises that fell due in the period (last day + 2 working days) and of which at least 95 % was paid / promises that fell due; withdrawn, replaced, contested and credited ones left out; instalments of plans count',
      },
    },
    {
      id: 'promise_kept.amount',
      version: 1,
      unit: 'share',
      direction: 'up',
      name: { fr: 'Promesses tenues, en montant', en: 'Promises kept, by amount' },
      formula: { fr: 'Les mêmes, en montant promis', en: 'The same, by amount promised' },
    },
    {
      id: 'promises',
      version: 1,
      unit: 'count',
      direction: 'neutral',
      name: { fr: 'Promesses échues', en: 'Promises fallen due' },
      formula: { fr: 'Nombre dans la période', en: 'Number in the period' },
    },
    {
      id: 'promises_amount',
      version: 1,
      unit: 'money',
      direction: 'neutral',
      name: { fr: 'Montant des promesses échues', en: 'Amount of promises fallen due' },
      formula: { fr: 'Montant promis', en: 'Amount promised' },
    },
  ],
  compute(facts) {
    const count = flow(facts, 'promises')
    const amount = flow(facts, 'promises_amount')
    return [
      ...(count > 0n
        ? [
            { kpi: 'promise_kept', value: ratio(flow(facts, 'promises_kept'), count) },
            { kpi: 'promise_kept.amount', value: ratio(flow(facts, 'promises_kept_amount'), amount) },
          ]
        : noValue('no_promises', 'promise_kept', 'promise_kept.amount')),
      { kpi: 'promises', value: toCount(count) },
      { kpi: 'promises_amount', value: moneyText(amount) },
    ]
  },
}
