import { bridgeParts } from '../dso/count-back'
import type { Facts } from '../facts/facts'
import { billedBackwards, level } from '../facts/facts'
import type { Kpi } from '../kpi'
import { noValue } from '../kpi'

const parts = ['terms', 'late', 'dispute', 'unallocated'] as const
const names: Record<(typeof parts)[number], { fr: string; en: string; layer: { fr: string; en: string } }> = {
  terms: {
    fr: 'Délais accordés et calendrier de facturation',
    en: 'Terms and billing calendar',
    layer: { fr: 'non échu', en: 'not overdue' },
  },
  late: { fr: 'Retards', en: 'Late payment', layer: { fr: 'échu sans litige', en: 'overdue, undisputed' } },
  dispute: { fr: 'Litiges', en: 'Disputes', layer: { fr: 'échu en litige', en: 'overdue, disputed' } },
  unallocated: {
    fr: 'Non lettré',
    en: 'Unallocated',
    layer: {
      fr: 'échu couvert par le non lettré du client',
      en: 'overdue, covered by what the customer has on account',
    },
  },
}

/** Parts of the count-back DSO on the last day; the change between two days is the difference of each part. */
export const dsoBridge: Kpi = {
  family: 'invoices',
  definitions: parts.map((part) => ({
    id: `dso_bridge.${part}`,
    version: 1,
    unit: 'days' as const,
    direction: 'down' as const,
    name: { fr: names[part].fr, en: names[part].en },
    formula: {
      fr: `Jours de DSO (épuisement) qu’ajoute la couche « ${names[part].layer.fr} »`,
      en: `Days of count-back DSO that the layer “${names[part].layer.en}” adds`,
    },
  })),
  compute(facts) {
    const ids = parts.map((part) => `dso_bridge.${part}`)
    if (facts.historyFrom === null) return noValue('open_items_only', ...ids)
    const levels = bridgeOf(facts)
    if (!levels) return noValue('no_history', ...ids)
    return parts.map((part) => ({ kpi: `dso_bridge.${part}`, value: levels[part] }))
  },
}

/** The layers of the open balance on the last day, as amounts. */
export function layersOf(facts: Facts) {
  const overdue = level(facts, 'overdue')
  const disputed = level(facts, 'disputed_overdue')
  const coveredUndisputed = level(facts, 'netted_overdue')
  const coveredDisputed = level(facts, 'netted_disputed')
  return {
    notOverdue: Number(level(facts, 'open') - overdue),
    late: Number(overdue - disputed - coveredUndisputed),
    dispute: Number(disputed - coveredDisputed),
    unallocated: Number(coveredUndisputed + coveredDisputed),
  }
}

/** The same as days of count-back DSO. */
export const bridgeOf = (facts: Facts) => bridgeParts(layersOf(facts), billedBackwards(facts))
