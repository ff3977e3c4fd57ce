import { USUAL_FIGURES } from '@relance/experiments'
import type { KpiDefinition } from '@relance/pipelines'
import { changeText, figureText } from '../kpis/figure-text'
import type { FigureForm } from '../kpis/figure-text'
import { longDate } from '../messages/tags/format'
import type { AlertFinding, AlertRule } from './alerts.contract'

type Language = 'fr' | 'en'
type Words = Readonly<Record<Language, string>>

/** A figure that is watched, with the names of what it is of. */
export interface Watched {
  readonly kpi: KpiDefinition
  readonly currency: string
  /** name of the creditor; empty: the whole group */
  readonly entity: string
  /** of a segment its name */
  readonly part: { readonly dimension: string; readonly value: string } | null
  readonly rule: AlertRule
}

const both = (write: (language: Language) => string): Words => ({ fr: write('fr'), en: write('en') })
const form = ({ kpi, currency }: Watched, language: Language): FigureForm => ({
  ...{ unit: kpi.unit, currency, language },
})

const GROUP = { fr: 'tout le groupe', en: 'the whole group' } as const
const DIMENSIONS: Readonly<Record<string, Words>> = {
  country: { fr: 'pays', en: 'country' },
  kind: { fr: 'type de client', en: 'kind of customer' },
  sector: { fr: 'secteur', en: 'sector' },
  size: { fr: 'taille', en: 'size' },
  account_manager: { fr: 'chargé de compte', en: 'account manager' },
  segment: { fr: 'segment', en: 'segment' },
}

/** DSO, count-back – Maison Exemple (sector: retail) */
export const subjectWords = (watched: Watched): Words =>
  both((language) => {
    const { kpi, entity, part } = watched
    const colon = language === 'fr' ? '\u00a0: ' : ': '
    const cut = part && ` (${DIMENSIONS[part.dimension]?.[language] ?? part.dimension}${colon}${part.value})`
    return `${kpi.name[language]} – ${entity || GROUP[language]}${cut ?? ''}`
  })

const SIDES = {
  above: { fr: 'dépasse', en: 'rises above' },
  below: { fr: 'tombe sous', en: 'falls below' },
  both: { fr: 'sort de', en: 'leaves' },
} as const

/** The rule in one or two sentences, method included. */
export const ruleWords = (watched: Watched): Words =>
  both((language) => {
    const { rule } = watched
    const verb = SIDES[rule.side][language]
    if (rule.kind === 'limit') {
      const limit = figureText(rule.value, form(watched, language))
      return language === 'fr'
        ? `Alerte quand la valeur ${verb} ${limit}.`
        : `Alerts when the figure ${verb} ${limit}.`
    }
    const { atLeast, atMost } = USUAL_FIGURES
    return language === 'fr'
      ? `Alerte quand la valeur ${verb} sa plage habituelle\u00a0: celle du même jour des ${atLeast} à ${atMost} mois précédents, prolongée par une droite robuste (Theil-Sen), avec une marge qui ne laisse dehors qu’une valeur inchangée sur 100. Une valeur comme celle du même mois un an plus tôt n’alerte pas.`
      : `Alerts when the figure ${verb} its usual range: that of the same day of the ${atLeast} to ${atMost} months before, carried on by a robust line (Theil–Sen), with a margin that only one unchanged figure in 100 leaves. A figure like that of the same month a year ago does not alert.`
  })

const NO_RANGE: Readonly<Record<string, Words>> = {
  'too-few-figures': {
    fr: `moins de ${USUAL_FIGURES.atLeast} mois connus en entier\u00a0: pas encore de plage habituelle`,
    en: `fewer than ${USUAL_FIGURES.atLeast} months are known as a whole: no usual range yet`,
  },
  'no-spread': {
    fr: 'la valeur n’a jamais varié\u00a0: pas de plage habituelle, fixez plutôt une limite',
    en: 'the figure never varied: there is no usual range, set a limit instead',
  },
}
const NO_VALUE: Words = { fr: 'pas de valeur ce jour-là', en: 'no value on that day' }

/** The numbers of a finding: the figure, its limits, and where they come from. */
export const findingWords = (watched: Watched, finding: AlertFinding): Words =>
  both((language) => {
    const text = (value: number) => figureText(value, form(watched, language))
    const fr = language === 'fr'
    const on = longDate(finding.day, language)
    const said = [finding.value === null ? NO_VALUE[language] : text(finding.value)]
    const why = finding.reason === null ? undefined : NO_RANGE[finding.reason]
    if (why) said.push(why[language])
    const { range } = finding
    if (range) {
      const from = `${text(range.low)} ${fr ? 'à' : 'to'} ${text(range.high)}`
      const spread = changeText(range.spread, form(watched, language)).replace(/^\+/, '')
      const times = range.spreads.toLocaleString(fr ? 'fr-FR' : 'en-GB')
      const basis = `${text(range.expected)} ± ${times} × ${spread}`
      said.push(
        fr
          ? `plage habituelle de ${from} (${basis}, sur ${range.figures} mois)`
          : `usual range ${from} (${basis}, from ${range.figures} months)`,
      )
      const ago = range.year_ago
      if (ago)
        said.push(
          fr
            ? `autour de la valeur d’il y a un an\u00a0: de ${text(ago.low)} à ${text(ago.high)}`
            : `around the figure of a year ago: ${text(ago.low)} to ${text(ago.high)}`,
        )
    }
    return fr ? `Au ${on}\u00a0: ${said.join('\u00a0; ')}.` : `On ${on}: ${said.join('; ')}.`
  })

/** What an alert says whose segment was deleted. */
export const goneWords = ({ part }: Watched): Words => ({
  fr: `Le segment «\u00a0${part?.value ?? ''}\u00a0» a été supprimé\u00a0: cette alerte ne surveille plus rien. Choisissez-lui un autre segment, ou supprimez-la.`,
  en: `The segment “${part?.value ?? ''}” was deleted: this alert watches nothing any more. Choose another segment for it, or delete it.`,
})

/** Subject and paragraphs of the e-mail that says so. @param link to the screen of the alerts */
export const goneMail = (watched: Watched, link: string, language: Language) => ({
  subject: `${GONE[language]}${language === 'fr' ? '\u00a0: ' : ': '}${subjectWords(watched)[language]}`,
  paragraphs: [subjectWords(watched)[language], goneWords(watched)[language], link],
})
const GONE: Words = { fr: 'Alerte sans objet', en: 'Alert without object' }

const TOLD = {
  alerting: { fr: 'Alerte', en: 'Alert' },
  well: { fr: 'Retour à la normale', en: 'Well again' },
} as const
const ONCE = {
  alerting: {
    fr: 'Ce message n’est envoyé qu’une fois\u00a0; un second dira quand tout est rentré dans l’ordre.',
    en: 'This message is sent once only; a second one will say when all is well again.',
  },
  well: { fr: 'L’alerte est terminée.', en: 'The alert is over.' },
} as const

/** Subject and paragraphs of the e-mail. @param link to the screen of the figures */
export function alertMail(
  told: 'alerting' | 'well',
  watched: Watched,
  finding: AlertFinding,
  link: string,
  language: Language,
) {
  const value = figureText(finding.value ?? 0, form(watched, language))
  const colon = language === 'fr' ? '\u00a0: ' : ': '
  return {
    subject: `${TOLD[told][language]}${colon}${subjectWords(watched)[language]}, ${value}`,
    paragraphs: [
      subjectWords(watched)[language],
      findingWords(watched, finding)[language],
      ruleWords(watched)[language],
      link,
      ONCE[told][language],
    ],
  }
}
