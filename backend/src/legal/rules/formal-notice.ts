import { addDays } from '../days'
import { EVERYBODY, NOTHING, offence, rule } from '../rule'
import type { Hit, LegalRule } from '../rule'
import type { LegalSubject } from '../subject'
import { says, usesTag, wordingHits } from '../wording'

const isNotice = ({ step }: LegalSubject): boolean => step.kind === 'formal_notice'
const lacks = (wrong: boolean, params: Hit['params'] = {}): readonly Hit[] =>
  wrong ? offence(params) : NOTHING

const NOTICE_WORDS = /mise? en demeure|mettons en demeure|mets en demeure|formal notice|notice of default/
const DEADLINE =
  /\b(?:sous|dans (?:un|le) delai (?:de|d')|delai de|within|avant le|au plus tard|no later than|before) ?(?:\d|\{\{|huit|quinze|trente|eight|fifteen|thirty|ten)/
const CONSEQUENCES =
  /a defaut|faute de|tribunal|justice|judiciaire|injonction|recouvrement|failing|court|legal|proceedings/
const INTEREST_GROUND = /1344-1|1231-6|441-10|2192-13|2192-31|interets?|interest/
/** Giving notice, not announcing that notice will be given. */
const GIVES_NOTICE = [
  /\b(?:vaut|valant|constitue) mise en demeure/,
  /\b(?:mettons|mets) en demeure|\b(?:etes|est) mise?s? en demeure/,
  /\b(?:la presente|cette) mise en demeure|^ *mise en demeure/,
  /\bthis (?:letter |message |e-mail )?(?:is|constitutes|serves as) (?:a |our )?(?:formal notice|notice of default)/,
]
const SOFT = ['friendly', 'thank_you', 'social_norm', 'empathic', 'neutral']
const QUIET_DAYS = 15

/** What a formal notice [mise en demeure] needs to be one, and what it should say. */
export const formalNoticeRules: readonly LegalRule[] = [
  notice('formal-notice/words', 'refusal', (subject) => lacks(!says(subject, NOTICE_WORDS))),
  notice('formal-notice/debt', 'refusal', (subject) =>
    lacks(
      !usesTag(subject, 'total_due', 'principal') ||
        !usesTag(subject, 'invoices', 'statement', 'invoice_number'),
    ),
  ),
  notice('formal-notice/parties', 'refusal', ({ sender }) =>
    lacks(sender.name.trim() === '' || sender.address.trim() === ''),
  ),
  notice('formal-notice/due-only', 'refusal', ({ invoices, on }) =>
    invoices
      .filter(({ claimed, due_on }) => claimed && due_on >= on)
      .map(({ id, due_on }) => ({ params: { invoice: id, due: due_on } })),
  ),
  notice('formal-notice/channel', 'refusal', ({ step }) =>
    lacks(['sms', 'phone', 'task'].includes(step.channel), { channel: step.channel }),
  ),
  notice('formal-notice/proof', 'warning', ({ step }) =>
    lacks(['email', 'letter', 'webhook'].includes(step.channel), { channel: step.channel }),
  ),
  notice('formal-notice/deadline', 'warning', (subject) =>
    lacks(!says(subject, DEADLINE) && !usesTag(subject, 'deadline', 'pay_before')),
  ),
  notice('formal-notice/consequences', 'warning', (subject) => lacks(!says(subject, CONSEQUENCES))),
  notice('formal-notice/interest-ground', 'warning', (subject) =>
    lacks(!says(subject, INTEREST_GROUND) && !usesTag(subject, 'late_interest')),
  ),
  rule({
    id: 'formal-notice/nothing-softer',
    holds_for: EVERYBODY,
    article: '—',
    source: 'policy of the product: a softer message weakens a notice that is running',
    basis: 'policy',
    severity: 'warning',
    valid_from: '2000-01-01',
    check: ({ step, debtor, on }) => {
      const since = debtor.formal_notice_on
      if (since === null || step.kind === 'reaction') return NOTHING
      const softer =
        ['satisfaction', 'before_due', 'courteous'].includes(step.kind) || SOFT.includes(step.tone)
      return lacks(softer && on < addDays(since, QUIET_DAYS), { until: addDays(since, QUIET_DAYS) })
    },
  }),
  rule({
    id: 'formal-notice/before-hand-over',
    holds_for: EVERYBODY,
    article: 'C. civ. 1344; CPC 750-1, 1405',
    source: 'juritravail.com, mise en demeure; own knowledge',
    severity: 'warning',
    valid_from: '2016-10-01',
    check: ({ step, debtor }) => lacks(step.kind === 'hand_over' && debtor.formal_notice_on === null),
  }),
  rule({
    id: 'formal-notice/before-order-stop',
    holds_for: EVERYBODY,
    article: 'C. civ. 1219, 1220',
    source: 'own knowledge',
    severity: 'warning',
    valid_from: '2016-10-01',
    check: ({ step, debtor }) => lacks(step.kind === 'order_stop' && debtor.formal_notice_on === null),
  }),
  rule({
    id: 'formal-notice/only-as-such',
    holds_for: EVERYBODY,
    article: 'C. civ. 1344',
    source: 'juritravail.com, mise en demeure',
    severity: 'warning',
    valid_from: '2016-10-01',
    check: (subject) => {
      if (['formal_notice', 'order_stop', 'hand_over'].includes(subject.step.kind)) return NOTHING
      if (subject.debtor.formal_notice_on !== null) return NOTHING
      return wordingHits(subject, GIVES_NOTICE)
    },
  }),
]

function notice(id: string, severity: LegalRule['severity'], check: LegalRule['check']): LegalRule {
  return rule({
    id,
    holds_for: EVERYBODY,
    article: 'C. civ. 1344, 1344-1',
    source: 'juritravail.com; consultation.avocat.fr 30200; assistant-juridique.fr, mise en demeure',
    severity,
    basis: severity === 'refusal' ? 'statute' : 'guidance',
    valid_from: '2016-10-01',
    check: (subject) => (isNotice(subject) ? check(subject) : NOTHING),
  })
}
