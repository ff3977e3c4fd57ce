import { isDocument } from '../email/layout'
import type { Occasion } from '../tags/tag'
import type { TemplateText } from '../template'
import { finding } from './finding'
import type { Finding } from './finding'

/** One of each group must be written. */
type Needs = readonly (readonly string[])[]
const ACCOUNT: Needs = [['statement', 'invoices']]
const WAY_TO_PAY: Needs = [['pay_button', 'pay_link', 'page_link', 'bank_details']]

const WRITTEN: Readonly<Partial<Record<Occasion, Needs>>> = {
  before_due: [...ACCOUNT, ...WAY_TO_PAY],
  courteous: [...ACCOUNT, ...WAY_TO_PAY],
  firm: [...ACCOUNT, ['total_due', 'statement'], ['deadline'], ...WAY_TO_PAY],
  formal_notice: [
    ...ACCOUNT,
    ['total_due'],
    ['deadline'],
    ['customer.name'],
    ['sender.name'],
    ['sender.address'],
    ...WAY_TO_PAY,
  ],
  order_stop: [...ACCOUNT, ['total_due', 'statement']],
  hand_over: ACCOUNT,
  part_payment: [['total_due', 'statement']],
  promise: [['promise.until']],
  broken_promise: [['promise.until']],
  plan: [['plan.amount'], ['plan.due_on']],
}

/** Without these a formal notice is none (C. civ. 1344), or lacks the basis of what it asks. */
const NOTICE_WORDS = [/mise en demeure|mettons en demeure/i]
const NOTICE_BASES = [
  [/L\.?\s?441-10/i, 'L. 441-10 C. com.'],
  [/1344-1/, '1344-1 C. civ.'],
] as const

/** What a step cannot do without. */
export function checkRequired(text: TemplateText, occasion: Occasion, used: ReadonlySet<string>): Finding[] {
  const { channel, body } = text
  if (channel === 'sms') return needs([['page_link', 'pay_link']], used)
  if (channel !== 'email' && channel !== 'letter') return []
  const found = needs(WRITTEN[occasion] ?? [], used)
  if (channel === 'email' && isDocument(body)) {
    found.push(...needs([['sender.name'], ['sender.address'], ['opt_out_link']], used))
  }
  return occasion === 'formal_notice' ? [...found, ...noticeWords(text)] : found
}

const needs = (groups: Needs, used: ReadonlySet<string>): Finding[] =>
  groups
    .filter((group) => !group.some((name) => used.has(name)))
    .map((group) => finding('required_tag', 'body', group.join(' | ')))

function noticeWords({ subject, body }: TemplateText): Finding[] {
  const plain = `${subject}\n${body}`.replaceAll('\u00a0', ' ')
  const missing = NOTICE_WORDS.some((words) => words.test(body))
    ? []
    : [finding('required_words', 'body', 'mise en demeure')]
  const bases = NOTICE_BASES.filter(([pattern]) => !pattern.test(plain))
  return [...missing, ...bases.map(([, name]) => finding('advised_words', 'body', name))]
}
