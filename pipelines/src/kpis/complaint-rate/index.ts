import { flow } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'
import { toCount } from '../money'
import type { KpiDefinition } from '../types'

const count = (
  id: string,
  name: KpiDefinition['name'],
  formula: KpiDefinition['formula'],
): KpiDefinition => ({
  id,
  version: 1,
  unit: 'count',
  direction: 'neutral',
  name,
  formula,
})

/** Complaints about reminders. */
export const complaintRate: Kpi = {
  family: 'reminders',
  withoutCurrency: true,
  needs: ['people'],
  definitions: [
    {
      id: 'complaint_rate',
      version: 1,
      unit: 'per_mille',
      direction: 'down',
      name: { fr: 'Taux de réclamation', en: 'Complaint rate' },
      formula: {
        fr: 'Réclamations sur les relances de la période / relances délivrées × 1 000 ; signalements d’indésirables et réclamations non rattachées à part',
        en: 'Complaints about reminders in the period / reminders delivered × 1 000; spam reports and complaints without reminder apart',
      },
    },
    {
      id: 'complaint_rate.customers',
      version: 1,
      unit: 'share',
      direction: 'down',
      name: { fr: 'Clients qui réclament', en: 'Customers complaining' },
      formula: {
        fr: 'Clients ayant réclamé / clients relancés dans la période',
        en: 'Customers who complained / customers reminded in the period',
      },
    },
    count(
      'complaints',
      { fr: 'Réclamations', en: 'Complaints' },
      { fr: 'Rattachées à une relance', en: 'Attached to a reminder' },
    ),
    count(
      'complaints_unattached',
      { fr: 'Réclamations non rattachées', en: 'Complaints not attached' },
      { fr: 'Sans relance dans les 30 jours précédents', en: 'Without a reminder in the 30 days before' },
    ),
    count(
      'complaints_spam',
      { fr: 'Signalements d’indésirables', en: 'Spam reports' },
      { fr: 'Nombre dans la période', en: 'Number in the period' },
    ),
    count(
      'reminders_delivered',
      { fr: 'Relances délivrées', en: 'Reminders delivered' },
      {
        fr: 'Envoyées dans la période, confirmées ou ni rejetées ni échouées',
        en: 'Sent in the period, confirmed or neither bounced nor failed',
      },
    ),
  ],
  compute(facts) {
    const of = (measure: string) => toCount(flow(facts, measure))
    const delivered = of('reminders_delivered')
    const { reminded, complaining } = facts.people
    return [
      ...(delivered > 0
        ? [{ kpi: 'complaint_rate', value: (of('complaints') / delivered) * 1000 }]
        : noValue('no_reminders', 'complaint_rate')),
      ...(reminded > 0
        ? [{ kpi: 'complaint_rate.customers', value: complaining / reminded }]
        : noValue('no_reminders', 'complaint_rate.customers')),
      ...['complaints', 'complaints_unattached', 'complaints_spam', 'reminders_delivered'].map((kpi) => ({
        kpi,
        value: of(kpi),
      })),
    ]
  },
}
