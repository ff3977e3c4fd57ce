import { addDays, addMonths } from '../days'
import { regimeOf } from '../regime'
import { EVERYBODY, MAYBE_CONSUMERS, NOTHING, rule } from '../rule'
import type { Hit, LegalRule } from '../rule'
import type { LegalInvoice, LegalSubject } from '../subject'

const SOFT_STEPS = ['satisfaction', 'before_due', 'reaction']
const demands = ({ step }: LegalSubject): boolean => !SOFT_STEPS.includes(step.kind)
const isConsumer = ({ debtor }: LegalSubject): boolean => regimeOf(debtor.kind, debtor.acts_as) === 'consumer'

const claimedWhere = (
  subject: LegalSubject,
  wrong: (invoice: LegalInvoice) => boolean,
  params: (invoice: LegalInvoice) => Hit['params'] = () => ({}),
): readonly Hit[] =>
  subject.invoices
    .filter((invoice) => invoice.claimed && wrong(invoice))
    .map((invoice) => ({ params: { invoice: invoice.id, ...params(invoice) } }))

const isBarred = (on: string) => (invoice: LegalInvoice) =>
  invoice.time_barred_on !== null && invoice.time_barred_on <= on
const barredParams = ({ time_barred_on }: LegalInvoice) => ({ since: time_barred_on ?? '' })
const NEAR_DAYS = { consumer: 90, other: 180 }
const PERIOD_MONTHS = { consumer: 24, other: 60 }

/** Only what is due, undisputed, open and not time-barred may be demanded. */
export const claimRules: readonly LegalRule[] = [
  rule({
    id: 'time-bar/consumer',
    holds_for: MAYBE_CONSUMERS,
    article: 'C. conso. L218-2',
    source: 'village-justice.com 26707; consultation.avocat.fr 48713',
    severity: 'refusal',
    valid_from: '2016-07-01',
    check: (subject) =>
      isConsumer(subject) && demands(subject)
        ? claimedWhere(subject, isBarred(subject.on), barredParams)
        : NOTHING,
  }),
  rule({
    id: 'time-bar/professional',
    holds_for: ['business', 'association', 'sole_trader'],
    article: 'C. com. L110-4; C. civ. 2224',
    source: 'cabinet-roussel.com; eyschen-avocat.fr',
    severity: 'refusal',
    valid_from: '2008-06-19',
    check: (subject) =>
      !isConsumer(subject) && demands(subject)
        ? claimedWhere(subject, isBarred(subject.on), barredParams)
        : NOTHING,
  }),
  rule({
    id: 'time-bar/public',
    holds_for: ['public'],
    article: 'Loi n° 68-1250 du 31 décembre 1968, art. 1er',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '1969-01-01',
    check: (subject) =>
      demands(subject) ? claimedWhere(subject, isBarred(subject.on), barredParams) : NOTHING,
  }),
  rule({
    id: 'time-bar/near',
    holds_for: EVERYBODY,
    article: 'C. conso. L218-2; C. com. L110-4; C. civ. 2240, 2241, 2244',
    source: 'village-justice.com 26707; cabinet-roussel.com: a plain formal notice does not interrupt',
    severity: 'warning',
    valid_from: '2008-06-19',
    check: (subject) => {
      const { on } = subject
      const limit = addDays(on, isConsumer(subject) ? NEAR_DAYS.consumer : NEAR_DAYS.other)
      const near = ({ time_barred_on: day }: LegalInvoice) => day !== null && day > on && day <= limit
      return claimedWhere(subject, near, ({ time_barred_on }) => ({ on: time_barred_on ?? '' }))
    },
  }),
  rule({
    id: 'time-bar/not-recorded',
    holds_for: EVERYBODY,
    article: 'C. conso. L218-2; C. com. L110-4',
    source: 'policy of the product: where the period starts is disputed, so its end is recorded, not guessed',
    basis: 'policy',
    severity: 'warning',
    valid_from: '2000-01-01',
    check: (subject) => {
      const months = isConsumer(subject) ? PERIOD_MONTHS.consumer : PERIOD_MONTHS.other
      const old = ({ time_barred_on, due_on }: LegalInvoice) =>
        time_barred_on === null && addMonths(due_on, months) <= subject.on
      return demands(subject) ? claimedWhere(subject, old, ({ due_on }) => ({ due: due_on })) : NOTHING
    },
  }),
  rule({
    id: 'claim/not-due',
    holds_for: EVERYBODY,
    article: 'C. civ. 1305-2',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2016-10-01',
    check: (subject) =>
      demands(subject)
        ? claimedWhere(
            subject,
            ({ due_on }) => due_on >= subject.on,
            ({ due_on }) => ({ due: due_on }),
          )
        : NOTHING,
  }),
  rule({
    id: 'claim/nothing-open',
    holds_for: EVERYBODY,
    article: 'C. civ. 1302, 1342',
    source: 'own knowledge',
    severity: 'refusal',
    valid_from: '2016-10-01',
    check: (subject) =>
      demands(subject) ? claimedWhere(subject, ({ open }) => !/^0*\d*[1-9]|\.\d*[1-9]/.test(open)) : NOTHING,
  }),
  rule({
    id: 'claim/disputed',
    holds_for: EVERYBODY,
    article: 'CNIL délib. 2021-130; C. conso. L121-6',
    source: 'securibase.com 30401; faceaurisque.com',
    basis: 'guidance',
    severity: 'refusal',
    valid_from: '2022-04-11',
    check: (subject) => (demands(subject) ? claimedWhere(subject, ({ disputed }) => disputed) : NOTHING),
  }),
]
