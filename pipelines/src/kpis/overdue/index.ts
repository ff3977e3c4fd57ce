import { level } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { moneyText, ratio, toCount } from '../money'

/** What is open after its due date; disputes included and shown. */
export const overdue: Kpi = {
  family: 'invoices',
  definitions: [
    {
      id: 'overdue',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Encours échu', en: 'Overdue' },
      formula: {
        fr: 'Somme des montants ouverts dont l’échéance est avant la date, litiges compris',
        en: 'Sum of open amounts due before the day, disputes included',
      },
    },
    {
      id: 'overdue_count',
      version: 1,
      unit: 'count',
      direction: 'down',
      name: { fr: 'Factures échues', en: 'Overdue invoices' },
      formula: { fr: 'Nombre de factures ouvertes et échues', en: 'Number of invoices open and overdue' },
    },
    {
      id: 'overdue_disputed',
      version: 1,
      unit: 'money',
      direction: 'down',
      name: { fr: 'Dont litiges', en: 'Of which disputed' },
      formula: { fr: 'Part contestée de l’encours échu', en: 'Contested part of the overdue amount' },
    },
    {
      id: 'overdue_rate',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Taux d’échu', en: 'Overdue rate' },
      formula: { fr: 'Encours échu / encours', en: 'Overdue / open' },
    },
  ],
  compute(facts) {
    const open = level(facts, 'open')
    const late = level(facts, 'overdue')
    return [
      { kpi: 'overdue', value: moneyText(late) },
      { kpi: 'overdue_count', value: toCount(level(facts, 'overdue_count')) },
      { kpi: 'overdue_disputed', value: moneyText(level(facts, 'disputed_overdue')) },
      ...(open > 0n
        ? [{ kpi: 'overdue_rate', value: ratio(late, open) }]
        : noValue('nothing_open', 'overdue_rate')),
    ]
  },
}
