import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageProviders } from '../messages'
import { messageReading } from '../messages/message'
import { stripeReading } from '../stripe'
import { charge, invoice, notify } from '../stripe/testing'
import type { Json } from './json'
import { DEEPEST, parse } from './json'
import { jsonValues } from './json-values'

const readings = [stripeReading, ...messageProviders.map(messageReading)]
const context = { entityId: 'MAIN', timeZone: 'Europe/Paris' }

/** Payloads of which one value is swapped for another of any kind. */
const shapes: Json[] = [
  notify(
    'invoice.paid',
    invoice({ status: 'paid', amount_paid: 2000, payments: { data: [{ payment: {} }] } }),
  ),
  notify('charge.refunded', charge({ refunds: { data: [{ id: 're', amount: 1 }] } })),
  notify('charge.dispute.closed', { object: 'dispute', status: 'won', charge: { id: 'ch' }, amount: 1 }),
  notify('customer.updated', {
    object: 'customer',
    tax_ids: { data: [{ type: 'eu_vat' }] },
    preferred_locales: ['fr'],
  }),
  {
    eventType: 'Bounce',
    bounce: { bouncedRecipients: [{ emailAddress: 'a' }] },
    mail: { headers: [{}], tags: {} },
  },
  { Type: 'Notification', TopicArn: 'a', Message: '{"eventType":"Open","mail":{}}' },
  { event: 'open', sg_event_id: 'e', timestamp: 1, category: ['a'] },
  {
    'event-data': { event: 'failed', 'user-variables': {}, message: { headers: {} }, 'delivery-status': {} },
  },
  { RecordType: 'Bounce', MessageID: 'm', Metadata: {}, Headers: [{ Name: 'a', Value: 'b' }] },
  { event: 'opened', 'message-id': 'm', tags: ['a'], tag: '[]', 'X-Mailin-custom': '{}' },
  { items: [{ Uuid: ['a'], From: { Address: 'a' }, Headers: {} }] },
  { event: 'bounce', time: 1, MessageID: 1, Payload: '{}', CustomID: 'a' },
  { event: 'inbound', msg: { headers: [['A', 'b']], tags: [], metadata: {} } },
  { type: 'activity.opened', data: { email: { tags: [{}] }, morph: {} } },
  { type: 'email.bounced', data: { email_id: 'e', to: ['a'], tags: [{ name: 'a' }], headers: [] } },
  { msys: { track_event: { type: 'open', rcpt_meta: {}, rcpt_tags: [] } } },
  {
    events_by_user: [
      { events: [{ event_name: 'transactional_email_status', event_data: { status: 'sent' } }] },
    ],
  },
  { msisdn: 'a', messageId: 'b', status: 'delivered', 'client-ref': 'relance_reminder=R' },
]

function swapped(value: Json, nth: number, by: Json): Json {
  let left = nth
  const visit = (here: Json): Json => {
    if (left-- === 0) return by
    if (Array.isArray(here)) return (here as Json[]).map(visit)
    if (typeof here !== 'object' || here === null) return here
    return Object.fromEntries(Object.entries(here).map(([key, child]) => [key, visit(child)]))
  }
  return visit(value)
}

describe('payloads of any shape', () => {
  it('give events, a reason, or are left out; never an exception', () => {
    const swap = fc.record({ shape: fc.constantFrom(...shapes), nth: fc.nat(40), by: fc.jsonValue() })
    fc.assert(
      fc.property(swap, ({ shape, nth, by }) => {
        const payload = swapped(shape, nth, by)
        for (const reading of readings) {
          expect(reading.sure(payload)).toBeGreaterThanOrEqual(0)
          const record = reading.read(payload, context)
          expect(
            record.events.length > 0 || record.ignored !== undefined || record.problem !== undefined,
          ).toBe(true)
        }
      }),
      { seed: 11, numRuns: 3000 },
    )
  })
})

async function partsOf(bytes: Buffer, sizes: number[]): Promise<string[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    let from = 0
    for (const size of sizes) {
      yield bytes.subarray(from, from + size)
      from += size
    }
    yield bytes.subarray(from)
  }
  const found: string[] = []
  for await (const value of jsonValues(chunks())) found.push('text' in value ? value.text : 'too large')
  return found
}

describe('a stream of JSON values', () => {
  const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 })
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 30 })
  const layouts = [
    (texts: string[]) => texts.join('\n'),
    (texts: string[]) => `[${texts.join(',')}]`,
    (texts: string[]) => `\ufeff[\n  ${texts.join(' ,\n ')}\n]\n`,
    (texts: string[]) => texts.join(''),
  ]

  it('parts into the same values however it is laid out and cut', async () => {
    await fc.assert(
      fc.asyncProperty(values, sizes, fc.constantFrom(...layouts), async (objects, cuts, layout) => {
        const texts = objects.map((object) => JSON.stringify(object))
        expect(await partsOf(Buffer.from(layout(texts)), cuts)).toEqual(texts)
      }),
      { seed: 13, numRuns: 500 },
    )
  })

  it('of arrays a line gives each array', async () => {
    expect(await partsOf(Buffer.from('[{"a":1}]\n[{"a":2}]'), [3])).toEqual(['{"a":1}', '[{"a":2}]'])
  })

  it('of any bytes ends, and a value that is too long is one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await partsOf(Buffer.from(bytes), [7])).length).toBeLessThanOrEqual(bytes.length)
      }),
      { seed: 17, numRuns: 500 },
    )
    expect(parse(`${'['.repeat(DEEPEST)}${']'.repeat(DEEPEST)}`)).toBeDefined()
    expect(parse(`${'['.repeat(DEEPEST + 1)}${']'.repeat(DEEPEST + 1)}`)).toBeUndefined()
    expect(parse(`"${'['.repeat(200)}"`)).toBe('['.repeat(200))
    const long = `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}\n{"b":1}`
    expect(await partsOf(Buffer.from(long), [])).toEqual(['too large', '{"b":1}'])
  })
})
