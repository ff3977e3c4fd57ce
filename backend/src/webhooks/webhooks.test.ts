import { createHmac } from 'node:crypto'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { InboxService } from '../inbox/inbox.service'
import type { LoadsAnswer } from '../loads/loads.contract'
import type { ConnectionsAnswer, MadeConnection, NewConnection } from './webhooks.contract'

const test = useServer()

async function connect(wish: NewConnection): Promise<MadeConnection> {
  const { status, body } = await test.asOwner('POST', '/api/connections', wish)
  expect(status).toBe(201)
  return body as MadeConnection
}

async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  // A provider is no browser and knows no session.
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return response.status
}

const here = (url: string) => test.server.address + new URL(url).pathname

async function loaded(): Promise<LoadsAnswer['rows']> {
  await test.server.app.get(InboxService).idle()
  return ((await test.asOwner('GET', '/api/loads')).body as LoadsAnswer).rows
}

const stripeEvent = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'customer.created',
  created: 1_767_323_045,
  data: { object: { object: 'customer', id: 'cus_1', name: 'Acme' } },
})
const stripeHeaders = (secret: string) => {
  const time = Math.floor(Date.now() / 1000)
  const v1 = createHmac('sha256', secret).update(`${time}.${stripeEvent}`).digest('hex')
  return { 'stripe-signature': `t=${time},v1=${v1}` }
}

describe('a connection', () => {
  it('tells its address once and its secret never', async () => {
    const secret = 'whsec_never_told'
    const made = await connect({ source: 'stripe', name: 'Stripe FR', secret })
    expect(made.url).toMatch(/\/api\/webhooks\/stripe\/[\w-]{40,}$/)
    const { body } = await test.asOwner('GET', '/api/connections')
    const text = JSON.stringify([body, made])
    expect(text).not.toContain(secret)
    expect(JSON.stringify(body)).not.toContain(made.url.split('/').at(-1))
    expect(body).toMatchObject({ rows: [{ name: 'Stripe FR', verified: true, deliveries: 0 }] })
    expect((await test.asOwner('DELETE', `/api/connections/${made.id}`)).status).toBe(200)
    expect(await post(here(made.url), stripeEvent, stripeHeaders(secret))).toBe(404)
  })

  it('by address alone wants no secret', async () => {
    const wish = { source: 'sparkpost', name: 'x', secret: 'y' }
    expect((await test.asOwner('POST', '/api/connections', wish)).status).toBe(400)
    expect((await test.asOwner('POST', '/api/connections', { source: 'nobody', name: 'x' })).status).toBe(400)
  })
})

describe('a delivery', () => {
  it('with its signature is loaded, by the address or without its last part; another is refused and counted', async () => {
    const secret = 'whsec_two'
    const { id, url } = await connect({ source: 'stripe', name: 'Stripe BE', secret, entity_id: 'BE01' })
    expect(await post(here(url), stripeEvent, stripeHeaders(secret))).toBe(200)
    expect(await post(`${test.server.address}/api/webhooks/stripe`, stripeEvent, stripeHeaders(secret))).toBe(
      200,
    )
    expect(await post(here(url), stripeEvent, stripeHeaders('whsec_wrong'))).toBe(401)
    expect(await post(here(url), `${stripeEvent} `, stripeHeaders(secret))).toBe(401)
    expect(await post(`${here(url)}x`, stripeEvent, stripeHeaders(secret))).toBe(404)
    const load = (await loaded()).find((row) => row.source === 'stripe')
    expect(load).toMatchObject({
      file_name: 'Stripe BE',
      read: 2,
      accepted: 1,
      duplicates: 1,
      entity_id: 'BE01',
    })
    const { rows } = (await test.asOwner('GET', '/api/connections')).body as ConnectionsAnswer
    expect(rows.find((row) => row.id === id)).toMatchObject({
      deliveries: 2,
      refusals: 2,
      last_refusal: 'webhooks/bad-signature',
    })
  })

  it('as a form or a query is read like one of JSON', async () => {
    const mandrill = await connect({ source: 'mandrill', name: 'Mandrill' })
    const events = [
      {
        event: 'delivered',
        ts: 1_767_323_045,
        _id: 'm',
        msg: { metadata: { relance_reminder: 'R1', relance_customer: 'C1' } },
      },
    ]
    const form = new URLSearchParams({ mandrill_events: JSON.stringify(events) }).toString()
    expect(
      await post(here(mandrill.url), form, { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toBe(200)
    const vonage = await connect({ source: 'vonage', name: 'Vonage' })
    const query = new URLSearchParams({
      msisdn: '33600000000',
      messageId: 'm',
      status: 'delivered',
      'message-timestamp': '2026-01-02 03:04:05',
      'client-ref': 'relance_reminder=R2;relance_customer=C1',
    })
    expect((await fetch(`${here(vonage.url)}?${query}`)).status).toBe(200)
    const loads = await loaded()
    expect(loads.find((row) => row.source === 'mandrill')).toMatchObject({
      events: { 'reminder.delivered': 1 },
    })
    expect(loads.find((row) => row.source === 'vonage')).toMatchObject({
      events: { 'reminder.delivered': 1 },
    })
  })

  it('that is no JSON, or too long, is refused', async () => {
    const { url } = await connect({ source: 'sms', name: 'SMS' })
    expect(await post(here(url), 'hello')).toBe(400)
    expect(await post(here(url), '[1, 2]')).toBe(400)
    expect(await post(here(url), `"${'x'.repeat(6 * 1024 * 1024)}"`)).toBe(413)
    expect(await post(`${test.server.address}/api/webhooks/sms`, '{}')).toBe(404)
  })

  it('that unpacks without end, is nested without end or is of very many is refused', async () => {
    const { url } = await connect({ source: 'sms', name: 'SMS' })
    const bomb = new Uint8Array(zlib.gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20)))
    const packed = { method: 'POST', body: bomb, headers: { 'content-encoding': 'gzip' } }
    expect((await fetch(here(url), packed)).status).toBe(413)
    expect(await post(here(url), `${'['.repeat(2e6)}${']'.repeat(2e6)}`)).toBe(400)
    expect(await post(here(url), `{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`)).toBe(400)
    expect(await post(here(url), `[${'{},'.repeat(10_000)}{}]`)).toBe(413)
  })

  it('counts against a limit of its address and sender, on each way in', async () => {
    const { url } = await connect({ source: 'sms', name: 'SMS' })
    const signed = `${test.server.address}/api/webhooks/stripe`
    const left = async (address: string, method: string) => {
      const { headers } = await fetch(address, { method, ...(method === 'GET' ? {} : { body: '{}' }) })
      return Number(headers.get('x-ratelimit-remaining') ?? NaN)
    }
    for (const [address, method] of [
      [here(url), 'POST'],
      [`${here(url)}?a=b`, 'GET'],
      [signed, 'POST'],
    ] as const) {
      const before = await left(address, method)
      expect(before).toBeGreaterThan(5000)
      expect(await left(address, method)).toBe(before - 1)
    }
  })
})
