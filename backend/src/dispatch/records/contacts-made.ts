import type { PastContact } from '../planner/customer-record'
import type { Fact } from './fact'
import type { RawSent } from './raw'
import { dayOf, listOf, textOf } from './values'

/** Messages that went out, of ours and of other systems, and calls that were made without being one of ours. */
export function contactsMadeOf(facts: readonly Fact[], raw: readonly RawSent[]): PastContact[] {
  if (facts.length === 0) return raw.length === 0 ? NONE : raw.map(byPath).sort(inTime)
  const back = backOf(facts)
  const sent = [...raw.map(byPath), ...facts.filter(({ type }) => type === 'reminder.sent').map(message)]
  const known = new Set(sent.map(({ reminderId }) => reminderId))
  const calls = facts
    .filter(({ type }) => type === 'contact.logged')
    .filter(({ reminderId }) => reminderId === '' || !known.has(reminderId))
  const made = sent.map((one) =>
    (back.get(one.reminderId) ?? -Infinity) >= one.at ? { ...one, failed: true } : one,
  )
  return [...made, ...calls.map(call)].sort(inTime)
}

/** Until when a message did not reach anybody: what was given up may have been tried again and gone out since. */
function backOf(facts: readonly Fact[]): Map<string, number> {
  const back = new Map<string, number>()
  for (const { type, reminderId, at } of facts) {
    if (reminderId === '') continue
    if (type === 'reminder.bounced') back.set(reminderId, Infinity)
    if (type === 'reminder.failed') back.set(reminderId, Math.max(at, back.get(reminderId) ?? at))
  }
  return back
}

const inTime = (a: PastContact, b: PastContact): number =>
  a.at - b.at || (a.reminderId < b.reminderId ? -1 : 1)

const NONE: PastContact[] = []

/** A claim as its message stated it; a message that states no levels claims with its own step. */
const claim = (invoice: unknown, level: unknown, due: unknown, step: number) => ({
  invoiceId: textOf(invoice),
  level: Number(textOf(level)) || step,
  ...(dayOf(due) === '' ? {} : { dueOn: dayOf(due) }),
})

function byPath([
  at,
  invoice,
  reminderId,
  campaignId,
  channel,
  step,
  segmentId,
  ...said
]: RawSent): PastContact {
  const [kind, stepId, stated] = said
  const claims = stated.map(([id, level, due]) => claim(id, level, due, step))
  return contact(
    { at: Number(at), reminderId, campaignId, channel, step, segmentId, invoice },
    kind,
    stepId,
    claims,
  )
}

function message(fact: Fact): PastContact {
  const { attributes, step, invoiceId: invoice } = fact
  const claims = listOf(attributes['invoices']).map((one) =>
    claim(one['invoice_id'], one['level'], one['due_on'], step),
  )
  return contact({ ...fact, invoice }, textOf(attributes['kind']), textOf(attributes['step_id']), claims)
}

function contact(
  sent: Pick<Fact, 'at' | 'reminderId' | 'campaignId' | 'channel' | 'step' | 'segmentId'> & {
    invoice: string
  },
  kind: string,
  stepId: string,
  claims: PastContact['claims'],
): PastContact {
  const { at, reminderId, campaignId, channel, segmentId, step, invoice } = sent
  const claimed = claims.length > 0 || invoice === '' ? claims : [{ invoiceId: invoice, level: step }]
  return {
    reminderId,
    at,
    channel,
    campaignId,
    stepId: stepId.trim(),
    segmentId,
    kind: kind.trim(),
    counts: kind.trim() !== 'reaction',
    claims: claimed,
  }
}

const call = (fact: Fact): PastContact => ({
  reminderId: fact.reminderId,
  at: fact.at,
  channel: fact.channel === '' ? 'phone' : fact.channel,
  campaignId: '',
  stepId: '',
  kind: 'call',
  counts: true,
  claims: [],
})
