const NBSP = '\u00a0'

const DAYS = {
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
} as const

/** Words of the report by e-mail. */
export const REPORT_TEXTS = {
  fr: {
    subject: (entity: string, period: string) => `Créances de ${entity}, ${period}`,
    group: 'tout le groupe',
    from: (name: string) => `${name} vous envoie ces chiffres.`,
    scheduled: (rhythm: string) => `Rapport programmé, envoyé ${rhythm}.`,
    rhythm: {
      day: (time: string) => `chaque jour ouvré à ${time}`,
      week: (time: string, nth: number) => `chaque ${DAYS.fr[nth - 1] ?? ''} à ${time}`,
      month: (time: string, nth: number) =>
        `le ${nth === 1 ? '1er' : `${nth}e`} jour ouvré de chaque mois à ${time}`,
    },
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
    scheduled: (rhythm: string) => `Scheduled report, sent ${rhythm}.`,
    rhythm: {
      day: (time: string) => `on each working day at ${time}`,
      week: (time: string, nth: number) => `each ${DAYS.en[nth - 1] ?? ''} at ${time}`,
      month: (time: string, nth: number) => `on working day ${nth} of each month at ${time}`,
    },
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
