import type { Contact, CustomerRecord, QueuedContact } from '../planner/customer-record'
import { contactsMadeOf } from './contacts-made'
import type { Fact } from './fact'
import { factsOf } from './fact'
import { invoicesOf } from './invoices'
import type { RawRecord, RawTold } from './raw'
import { amountOf, dayOf, isYes, listOf, textOf } from './values'
import { holdsOf, promisesOf, voiceOf } from './voice'

/**
 * A row of the query as the planner's record.
 * @param queued messages of the customer that wait, or whose event is not in the warehouse yet
 */
export function toRecord(row: RawRecord, queued: readonly QueuedContact[]): CustomerRecord {
  const facts = factsOf(row.f)
  const told = knownOf(facts, row.t)
  const contactsMade = contactsMadeOf(facts, row.s)
  const text = (name: string) => textOf(told[name])
  return {
    entityId: row.e,
    customerId: row.c,
    payer: row.p === '' ? row.c : row.p,
    grouped: row.p !== '',
    name: row.n,
    kind: row.k,
    country: row.l,
    postcode: text('postal_code') || text('postcode') || postcodeIn(text('address')),
    language: row.g.slice(0, 2).toLowerCase(),
    timeZone: text('time_zone'),
    holidayZone: text('holiday_zone'),
    internal: row.i === 1,
    accountManager: row.m,
    /** Only who gets a message is asked for his people. */
    get contacts() {
      return peopleOf(told)
    },
    postalAddress: text('address'),
    invoices: invoicesOf(row.v, facts),
    onAccount: balances(row),
    contactsMade,
    queued:
      queued.length === 0
        ? queued
        : queued.filter((one) => !contactsMade.some((made) => made.reminderId === one.reminderId)),
    holds: holdsOf(facts),
    promises: promisesOf(facts),
    consents: listOf(told['consents']).map((consent) => ({
      channel: textOf(consent['channel']),
      given: isYes(consent['given']),
      on: dayOf(consent['on']) || '1970-01-01',
    })),
    ...voiceOf(facts),
  }
}

/** The latest word on each attribute, because an update may carry only what changed. */
function knownOf(facts: readonly Fact[], raw: readonly RawTold[]): Fact['attributes'] {
  const [only] = raw
  // One update is what nearly everybody has, and nothing can contradict it.
  if (only && raw.length === 1 && facts.length === 0) return updateOf(only).attributes
  const updates = [...raw.map(updateOf), ...facts.filter(({ type }) => type === 'customer.updated')].sort(
    (a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1),
  )
  const known: Record<string, unknown> = {}
  for (const { attributes } of updates) {
    for (const [name, value] of Object.entries(attributes))
      if (value !== '' && value !== null) known[name] = value
  }
  return known
}

function updateOf([at, eventId, people, places]: RawTold): Pick<Fact, 'at' | 'eventId' | 'attributes'> {
  const [postal_code, postcode, address, time_zone, holiday_zone] = places
  const words = { postal_code, postcode, address, time_zone, holiday_zone }
  return { at: Number(at), eventId, attributes: people.length > 0 ? { ...words, contacts: people } : words }
}

/** People as an event names them, or as they were read by paths: in the order of these words. */
const PERSON = ['role', 'name', 'email', 'phone'] as const

function peopleOf(told: Fact['attributes']): Contact[] {
  return listOf(told['contacts']).map((person) => {
    const [role, name, email, phone] = PERSON.map((word, n) =>
      textOf(person[Array.isArray(person) ? n : word]),
    )
    return { role: role || 'accounts_payable', name: name ?? '', email: email ?? '', phone: phone ?? '' }
  })
}

/** Changes come in the order of days; the record wants the balance after each. */
function balances(row: RawRecord): CustomerRecord['onAccount'] {
  const sums = new Map<string, bigint>()
  return row.a.map(([day, currency, change]) => {
    const amount = (sums.get(currency) ?? 0n) + amountOf(change)
    sums.set(currency, amount)
    return { day, currency, amount }
  })
}

/** French addresses carry five digits before the town. */
const postcodeIn = (address: string): string => /\b\d{5}\b(?=\s+\p{L})/u.exec(address)?.[0] ?? ''
