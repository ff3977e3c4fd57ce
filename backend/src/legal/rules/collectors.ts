import { EVERYBODY, NOTHING, offence, rule } from '../rule'
import type { LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { fold, readTexts, says, usesTag } from '../wording'

const LETTERS = ['letter', 'registered_letter', 'registered_e_letter']
const isFirst = ({ debtor }: LegalSubject): boolean => debtor.first_letter === null
const L111_8 = /frais de recouvrement entrepris sans titre executoire restent a la charge du creancier/

/** Whether name or address stands in the texts, written out or as a merge tag. */
function names(subject: LegalSubject, value: string, ...tags: readonly string[]): boolean {
  if (usesTag(subject, ...tags)) return true
  const bare = fold(value).trim()
  return bare !== '' && readTexts(subject).some(([, text]) => fold(text).includes(bare))
}

/** Those who collect for somebody else: mandate, and what the first letter has to state. */
export const collectorRules: readonly LegalRule[] = [
  collector(
    'collector/mandate',
    'R124-3',
    ({ sender, on }) => sender.mandate_on === null || sender.mandate_on > on,
  ),
  collector('collector/first-by-letter', 'R124-4', (subject) =>
    isFirst(subject) ? !LETTERS.includes(subject.step.channel) : false,
  ),
  collector('collector/identity', 'R124-4 1°', (subject) =>
    isFirst(subject)
      ? !names(subject, subject.sender.name, 'sender.name') ||
        !names(subject, subject.sender.address, 'sender.address') ||
        !says(subject, /recouvrement amiable|amicable (?:debt )?(?:collection|recovery)/)
      : false,
  ),
  collector('collector/creditor', 'R124-4 2°', (subject) => {
    if (!isFirst(subject)) return false
    const { creditor } = subject.sender
    return (
      !names(subject, creditor?.name ?? '', 'creditor.name') ||
      !names(subject, creditor?.address ?? '', 'creditor.address')
    )
  }),
  collector('collector/basis-and-split', 'R124-4 3°', (subject) =>
    isFirst(subject)
      ? !usesTag(subject, 'invoices', 'statement') ||
        !usesTag(subject, 'principal') ||
        !usesTag(subject, 'late_interest', 'interest') ||
        !usesTag(subject, 'accessories')
      : false,
  ),
  collector('collector/means-of-payment', 'R124-4 4°', (subject) =>
    isFirst(subject)
      ? !usesTag(subject, 'pay_link', 'bank_details', 'iban') &&
        !says(subject, /\biban\b|virement|cheque|bank transfer|cheque/)
      : false,
  ),
  collector('collector/law-quoted', 'R124-4 5°, L111-8 al. 2-3', (subject) =>
    isFirst(subject) ? !says(subject, L111_8) && !usesTag(subject, 'law_l111_8') : false,
  ),
  collector('collector/reference-recalled', 'R124-4 dernier al.', (subject) => {
    const letter = subject.debtor.first_letter
    if (letter === null) return false
    return (
      !names(subject, letter.reference, 'first_letter.reference') ||
      !(usesTag(subject, 'first_letter.date') || mentionsDay(subject, letter.on))
    )
  }),
]

function collector(id: string, article: string, wrong: (subject: LegalSubject) => boolean): LegalRule {
  return rule({
    id,
    holds_for: EVERYBODY,
    article: `C. proc. civ. exéc. ${article}`,
    source: 'kohenavocats.fr, R124-4 et R124-5; doctrine.fr, R124-3',
    severity: 'refusal',
    valid_from: '2012-06-01',
    check: (subject) => (subject.sender.acting_as === 'collector' && wrong(subject) ? offence() : NOTHING),
  })
}

const MONTHS = 'janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre'.split(
  '|',
)

/** 3 mars 2026, 03/03/2026 or 2026-03-03. */
function mentionsDay(subject: LegalSubject, on: string): boolean {
  const [year = '', month = '', day = ''] = on.split('-')
  const long = `${Number(day)}(?:er)? ${MONTHS[Number(month) - 1] ?? ''} ${year}`
  return says(subject, new RegExp(`${long}|${day}[./]${month}[./]${year}|${on}`))
}
