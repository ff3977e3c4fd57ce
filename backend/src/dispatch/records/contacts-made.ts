import type { PastContact } from '../planner/customer-record'
import type { Fact } from './fact'
import { dayOf, listOf, textOf } from './values'

/** Messages that went out, of ours and of other systems, and calls that were made without being one of ours. */
export function contactsMadeOf(facts: readonly Fact[]): PastContact[] {
  const sent = facts.filter(({ type }) => type === 'reminder.sent')
  const calls = facts.filter(({ type }) => type === 'contact.logged')
  if (sent.length === 0 && calls.length === 0) return []
  const known = new Set(sent.map(({ reminderId }) => reminderId))
  const others = calls.filter(({ reminderId }) => reminderId === '' || !known.has(reminderId))
  return [...sent.map(message), ...others.map(call)].sort((a, b) => a.at - b.at)
}

function message(fact: Fact): PastContact {
  const { attributes } = fact
  const kind = textOf(attributes['kind'])
  const stated = listOf(attributes['invoices'])
  const claims = stated.map((claim) => ({
    invoiceId: textOf(claim['invoice_id']),
    level: Number(claim['level'] ?? fact.step) || fact.step,
    ...(dayOf(claim['due_on']) === '' ? {} : { dueOn: dayOf(claim['due_on']) }),
  }))
  return {
    reminderId: fact.reminderId,
    at: fact.at,
    channel: fact.channel,
    campaignId: fact.campaignId,
    stepId: textOf(attributes['step_id']),
    kind,
    counts: kind !== 'reaction',
    claims:
      claims.length > 0 || fact.invoiceId === '' ? claims : [{ invoiceId: fact.invoiceId, level: fact.step }],
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
