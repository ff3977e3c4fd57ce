/** Why a variant was stopped, in numbers. */
export interface Breach {
  readonly experiment: string
  readonly variant: string
  /** of the guardrail, or `severe_complaints` */
  readonly harm: string
  readonly events: number
  readonly customers: number
  readonly controlEvents: number
  readonly controlCustomers: number
}

const HARMS = {
  fr: {
    complaints: 'plaintes',
    optouts: 'refus de messages',
    disputes: 'litiges',
    bounces: 'messages revenus',
    severe_complaints: 'plaintes graves',
  },
  en: {
    complaints: 'complaints',
    optouts: 'opt-outs',
    disputes: 'disputes',
    bounces: 'messages that came back',
    severe_complaints: 'severe complaints',
  },
} satisfies Record<string, Record<string, string>>

const TEXTS = {
  fr: {
    subject: ({ experiment }: Breach) => `Une variante de «\u00a0${experiment}\u00a0» est suspendue`,
    what: ({ experiment, variant }: Breach, harm: string) =>
      `Relance a suspendu la variante «\u00a0${variant}\u00a0» de l’expérience «\u00a0${experiment}\u00a0»\u00a0: trop de ${harm}.`,
    numbers: ({ events, customers, controlEvents, controlCustomers }: Breach) =>
      `${events} pour ${customers} clients, contre ${controlEvents} pour ${controlCustomers} avec la pratique habituelle.`,
    grave: ({ events }: Breach) => `${events} en trente jours.`,
    then: 'Plus aucun client n’y entre\u00a0; ceux qui y sont suivent désormais la pratique habituelle et restent analysés dans leur variante. La décision figure au journal de l’expérience.',
  },
  en: {
    subject: ({ experiment }: Breach) => `A variant of "${experiment}" is paused`,
    what: ({ experiment, variant }: Breach, harm: string) =>
      `Relance has paused the variant "${variant}" of the experiment "${experiment}": too many ${harm}.`,
    numbers: ({ events, customers, controlEvents, controlCustomers }: Breach) =>
      `${events} of ${customers} customers, against ${controlEvents} of ${controlCustomers} on the usual way.`,
    grave: ({ events }: Breach) => `${events} within thirty days.`,
    then: 'No more customers enter it; those who are in it go the usual way from now on and are still analysed in it. The decision stands in the log of the experiment.',
  },
} as const

/** Subject and paragraphs of the e-mail to those who may manage campaigns. */
export function breachMail(breach: Breach, language: 'fr' | 'en') {
  const text = TEXTS[language]
  const harms: Readonly<Record<string, string>> = HARMS[language]
  const numbers = breach.harm === 'severe_complaints' ? text.grave(breach) : text.numbers(breach)
  return {
    subject: text.subject(breach),
    paragraphs: [text.what(breach, harms[breach.harm] ?? breach.harm), numbers, text.then],
  }
}
