const NBSP = '\u00a0'

/** Words of the report by e-mail. */
export const REPORT_TEXTS = {
  fr: {
    subject: (entity: string, period: string) => `Créances de ${entity}, ${period}`,
    group: 'tout le groupe',
    from: (name: string) => `${name} vous envoie ces chiffres.`,
    period: (from: string, to: string) => `du ${from} au ${to}`,
    provisional: (cut: string) =>
      `Provisoire${NBSP}: les règlements ne sont tous connus que jusqu’au ${cut}.`,
    figure: 'Indicateur',
    now: 'Période',
    before: { previous: 'Période précédente', year: 'Un an avant' },
    change: 'Variation',
    none: 'pas de valeur',
    why: (change: string, parts: string) => `Le DSO a varié de ${change}${NBSP}: ${parts}.`,
    parts: {
      terms: 'délais accordés et calendrier de facturation',
      late: 'retards',
      dispute: 'litiges',
      unallocated: 'règlements non lettrés',
    },
    who: (list: string) => `Plus fortes contributions${NBSP}: ${list}.`,
    open: 'Ouvrir la vue d’ensemble',
    list: ', ',
    colon: `${NBSP}: `,
  },
  en: {
    subject: (entity: string, period: string) => `Receivables of ${entity}, ${period}`,
    group: 'the whole group',
    from: (name: string) => `${name} sends you these figures.`,
    period: (from: string, to: string) => `${from} to ${to}`,
    provisional: (cut: string) => `Provisional: payments are all known up to ${cut} only.`,
    figure: 'KPI',
    now: 'Period',
    before: { previous: 'Period before', year: 'A year before' },
    change: 'Change',
    none: 'no value',
    why: (change: string, parts: string) => `DSO moved by ${change}: ${parts}.`,
    parts: {
      terms: 'terms granted and billing calendar',
      late: 'late payments',
      dispute: 'disputes',
      unallocated: 'unallocated payments',
    },
    who: (list: string) => `Largest contributions: ${list}.`,
    open: 'Open the Overview',
    list: ', ',
    colon: ': ',
  },
} as const
