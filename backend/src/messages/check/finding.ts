import type { Language } from '../tags/format'

/** An error keeps a campaign from its launch; a warning is shown; a note asks a person to think. */
export type Severity = 'error' | 'warning' | 'note'
export type Field = 'subject' | 'preheader' | 'body'

type Texts = Readonly<Record<Language, string>>
const rule = (severity: Severity, fr: string, en: string) => ({ severity, mend: { fr, en } as Texts })

/** What can be found, how bad it is, and how to mend it. */
export const RULES = {
  bad_tag: rule(
    'error',
    'Écrire {{nom}}, {{#if nom}}, {{else}} ou {{/if}}.',
    'Write {{name}}, {{#if name}}, {{else}} or {{/if}}.',
  ),
  unclosed_tag: rule('error', 'Ouvrir par {{ et fermer par }}.', 'Open with {{ and close with }}.'),
  unclosed_block: rule(
    'error',
    'Ajouter {{/if}} à la fin de la condition.',
    'Add {{/if}} at the end of the condition.',
  ),
  unopened_block: rule(
    'error',
    'Retirer cette marque ou ajouter {{#if nom}} avant.',
    'Remove this mark or add {{#if name}} before it.',
  ),
  nothing_after_else: rule(
    'error',
    'Écrire un texte après {{else}} ou retirer {{else}}.',
    'Write a text after {{else}} or remove {{else}}.',
  ),
  unknown_tag: rule('error', 'Choisir un champ de la liste.', 'Choose a tag of the list.'),
  tag_not_for_channel: rule(
    'error',
    'Retirer ce champ : ce canal ne peut pas le montrer.',
    'Remove this tag: this channel cannot show it.',
  ),
  flag_written: rule(
    'error',
    'Ce champ ne sert que de condition : {{#if …}}.',
    'This tag is for conditions only: {{#if …}}.',
  ),
  may_be_missing: rule(
    'error',
    'Entourer d’une condition {{#if …}} … {{/if}} : ce champ peut être vide.',
    'Put it inside {{#if …}} … {{/if}}: it may have no value.',
  ),
  required_tag: rule('error', 'Ajouter ce champ : cette étape l’exige.', 'Add this tag: the step needs it.'),
  required_words: rule(
    'error',
    'Ajouter ces mots : une mise en demeure les exige.',
    'Add these words: a formal notice needs them.',
  ),
  advised_words: rule(
    'warning',
    'Ajouter ce fondement pour cette qualité de débiteur.',
    'Add this legal basis for this kind of debtor.',
  ),
  unclosed_element: rule(
    'error',
    'Fermer cet élément, ou retirer sa fermeture.',
    'Close this element, or remove its closing.',
  ),
  mjml: rule('error', 'Corriger l’élément MJML.', 'Mend the MJML element.'),
  link_malformed: rule(
    'error',
    'Donner une adresse complète, https://…, ou un champ comme {{page_link}}.',
    'Give a whole address, https://…, or a tag such as {{page_link}}.',
  ),
  link_not_https: rule('error', 'Utiliser https://.', 'Use https://.'),
  link_with_tag: rule(
    'error',
    'Ne pas mettre de donnée du client dans une adresse ; utiliser {{page_link}}.',
    'Put no customer data in an address; use {{page_link}}.',
  ),
  link_unknown_host: rule(
    'warning',
    'Nommer le site en entier : ni adresse IP, ni raccourcisseur.',
    'Name the site in full: no IP address, no shortener.',
  ),
  remote_content: rule(
    'error',
    'Retirer ce contenu distant : rien ne doit être chargé à l’ouverture.',
    'Remove this remote content: nothing may be loaded on opening.',
  ),
  active_content: rule('error', 'Retirer ce contenu actif.', 'Remove this active content.'),
  no_text: rule('error', 'Écrire le texte du message.', 'Write the text of the message.'),
  wrong_language: rule(
    'error',
    'Le texte semble écrit dans une autre langue : le traduire.',
    'The text seems to be in another language: translate it.',
  ),
  subject_missing: rule('error', 'Écrire un objet.', 'Write a subject.'),
  subject_long: rule(
    'warning',
    'Raccourcir l’objet à 80 caractères.',
    'Shorten the subject to 80 characters.',
  ),
  sms_long: rule('warning', 'Raccourcir : chaque partie est facturée.', 'Shorten it: each part is paid for.'),
  sms_not_gsm: rule(
    'warning',
    'Remplacer ces caractères : ils réduisent un SMS à 70 caractères.',
    'Replace these characters: they cut an SMS down to 70 characters.',
  ),
  debt_on_screen: rule(
    'warning',
    'Ne nommer ni dette ni montant : un écran verrouillé montre le message.',
    'Name neither debt nor amount: a locked screen shows the message.',
  ),
  debt_in_task: rule(
    'error',
    'Ne nommer ni dette ni montant dans une tâche manuelle.',
    'Name neither debt nor amount in a manual task.',
  ),
  shouting: rule(
    'warning',
    'Écrire sans majuscules continues ni points d’exclamation répétés.',
    'Write without running capitals or repeated exclamation marks.',
  ),
  about_others: rule(
    'note',
    'Vérifier que cette affirmation sur vos autres clients est vraie.',
    'Make sure that this statement about your other customers is true.',
  ),
} as const
export type FindingCode = keyof typeof RULES

export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly field: Field
  /** characters from the start of the field; 0 when the whole field is meant */
  readonly at: number
  /** from 1 */
  readonly line: number
  /** the words found, or the tag that is missing */
  readonly found: string
  /** tag that was probably meant */
  readonly nearest: string | null
  readonly mend: Texts
}

export function finding(
  code: FindingCode,
  field: Field,
  found: string,
  place: { readonly source: string; readonly at: number } = { source: '', at: 0 },
  near: string | null = null,
): Finding {
  const line = place.source.slice(0, place.at).split('\n').length
  return { code, ...RULES[code], field, at: place.at, line, found, nearest: near }
}
