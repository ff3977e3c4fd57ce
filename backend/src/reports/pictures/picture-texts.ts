const NBSP = '\u00a0'

/** Words in and beside the charts of a report by e-mail. */
export const PICTURE_TEXTS = {
  fr: {
    none: 'pas de valeur',
    list: ', ',
    dso: 'DSO',
    best: 'meilleur possible',
    late: 'retard moyen',
    dsoTitle: `DSO par épuisement, en jours${NBSP}; bande${NBSP}: jours dus aux retards`,
    dsoSays: (from: string, start: string, to: string, end: string, best: string) =>
      `DSO${NBSP}: ${from} en ${start}, ${to} en ${end}${NBSP}; meilleur possible${NBSP}: ${best}.`,
    ageingTitle: (unit: string) =>
      `Balance âgée, fins de mois, ${unit}${NBSP}; du clair (non échu) au foncé (91 j et plus)`,
    ageingSays: (month: string, total: string, parts: string) =>
      `Balance âgée en ${month}${NBSP}: ${total} ouverts, dont ${parts}.`,
    buckets: {
      not_due: 'Non échu',
      '1-30': '1–30 j',
      '31-60': '31–60 j',
      '61-90': '61–90 j',
      '91+': '91 j et plus',
      undetailed: 'À-nouveau non détaillé',
    },
    forecastTitle: (unit: string) =>
      `Encaissements par semaine, ${unit}${NBSP}; gris${NBSP}: encaissé, clair${NBSP}: à facturer, trait${NBSP}: fourchette à 80${NBSP}%`,
    forecastSays: (total: string, weeks: string, open: string, band: string) =>
      `${total} attendus en ${weeks} semaines, dont ${open} déjà facturés${NBSP}; première semaine${NBSP}: ${band} (fourchette à 80${NBSP}%).`,
    forecast: {
      collected: 'Encaissé',
      open: 'Déjà facturé',
      toBeBilled: 'À facturer',
      band: `Fourchette à 80${NBSP}%`,
    },
  },
  en: {
    none: 'no value',
    list: ', ',
    dso: 'DSO',
    best: 'best possible',
    late: 'days late',
    dsoTitle: 'Count-back DSO, in days; band: days due to lateness',
    dsoSays: (from: string, start: string, to: string, end: string, best: string) =>
      `DSO: ${from} in ${start}, ${to} in ${end}; best possible: ${best}.`,
    ageingTitle: (unit: string) => `Ageing, month ends, ${unit}; from light (not due) to dark (over 90 days)`,
    ageingSays: (month: string, total: string, parts: string) =>
      `Ageing in ${month}: ${total} open, of which ${parts}.`,
    buckets: {
      not_due: 'Not due',
      '1-30': '1–30 d',
      '31-60': '31–60 d',
      '61-90': '61–90 d',
      '91+': 'Over 90 d',
      undetailed: 'Opening, no detail',
    },
    forecastTitle: (unit: string) =>
      `Cash by week, ${unit}; grey: collected, light: to be billed, line: 80% band`,
    forecastSays: (total: string, weeks: string, open: string, band: string) =>
      `${total} expected in ${weeks} weeks, ${open} of it billed already; first week: ${band} (80% band).`,
    forecast: {
      collected: 'Collected',
      open: 'Billed already',
      toBeBilled: 'To be billed',
      band: '80% band',
    },
  },
} as const
