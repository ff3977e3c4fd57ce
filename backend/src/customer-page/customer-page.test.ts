import { desc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useServer } from '../app/testing'
import { WAREHOUSE } from '../app/tokens'
import { Outbox } from '../dispatch/outbox/outbox'
import { CAMPAIGN, aMessage, addCampaign } from '../dispatch/outbox/testing-messages'
import { planCustomer } from '../dispatch/planner/plan-customer'
import { sentenceOf } from '../dispatch/planner/sentences'
import { aCampaign, aWorld, only } from '../dispatch/planner/testing'
import { loggedMessages, outbox as table, settings } from '../metadata'
import type { Warehouse } from '@relance/pipelines'
import { RenewalService } from './links/renewal.service'
import { REMINDER, aNonce, event, inDays, pagesOf } from './testing'

const test = useServer()
const page = pagesOf(test)
/** the debtor's 120 €; links and ids are random and may hold these digits */
const AMOUNT = /120[.,]00|120\s?€/

/** The verdict of tomorrow at ten, as a running campaign would give it. */
async function tomorrow(customer: string) {
  const now = Date.parse(`${inDays(1)}T10:00:00Z`)
  const verdict = only(planCustomer(await page.record(customer), [aCampaign()], now, aWorld()))
  return { reason: verdict.reason, sentence: sentenceOf(verdict, 'en', 'Europe/Paris') }
}
const eventsOf = (customer: string) =>
  test.server.app.get<Warehouse>(WAREHOUSE as never).query({
    name: 'test-events',
    sql: `SELECT event_type, reminder_id, toString(channel) AS channel, toString(amount) AS amount FROM relance.events_current
          WHERE customer_id = {customer: String} AND startsWith(event_id, 'page:')`,
    params: { customer },
    row: z.object({
      event_type: z.string(),
      reminder_id: z.string(),
      channel: z.string(),
      amount: z.string(),
    }),
  })

describe('a link', () => {
  it('that is wrong, forged, or of nobody gets one and the same answer, on every route', async () => {
    const forged = `${(await page.token('NOBODY')).slice(0, -2)}xx`
    const answers = new Set<string>()
    for (const token of ['x', forged, await page.token('NOBODY'), 'a'.repeat(300)])
      for (const part of ['', '/ways', '/statement']) {
        const { status, text } = await page.call('GET', token + part)
        answers.add(`${status} ${text}`)
      }
    for (const token of ['x', forged, await page.token('NOBODY')]) {
      const { status, text } = await page.call('POST', `${token}/opt-out`, {
        nonce: aNonce(),
        channel: 'email',
      })
      answers.add(`${status} ${text}`)
    }
    expect([...answers]).toEqual([expect.stringMatching(/^404 .*page\/unknown-link/)])
  })

  it('that expired shows nothing and does nothing, and asking for a new one tells nothing', async () => {
    await page.debtor('EXPIRED')
    const token = page.signed('EXPIRED', new Date(Date.now() - 1000))
    const { status, text } = await page.call('GET', token)
    expect(status).toBe(410)
    expect(text).not.toContain('EXPIRED')
    const act = { nonce: aNonce(), until: inDays(3), amount: '10' }
    expect((await page.call('POST', `${token}/promise`, act)).status).toBe(410)
    expect(await eventsOf('EXPIRED')).toEqual([])
    const asked = await Promise.all([token, 'x'].map((one) => page.call('POST', `${one}/renew`)))
    expect(asked.map(({ status, text }) => `${status} ${text}`)).toEqual([
      '200 {"done":true}',
      '200 {"done":true}',
    ])
  })

  it('is sent anew to the known address only, and never for one that we did not sign', async () => {
    await page.debtor('RENEW')
    const renewal = test.server.app.get(RenewalService)
    const old = page.signed('RENEW', new Date(Date.now() - 1000))
    expect(await renewal.send(`${old.slice(0, -1)}x`, 'http://x')).toBe(false)
    expect(await renewal.send(old, 'http://x')).toBe(true)
    // No provider is set up in a new house: its log channel keeps what would have gone out.
    const [message] = await page
      .metadata()
      .db.select()
      .from(loggedMessages)
      .orderBy(desc(loggedMessages.loggedAt))
    expect(message?.recipient).toMatchObject({ address: 'j@exemple.fr' })
    const fresh = /\/p\/([\w-]+)/.exec(message?.text ?? '')?.[1] ?? ''
    expect((await page.call('GET', fresh)).status).toBe(200)
    expect(JSON.stringify(message)).not.toMatch(AMOUNT)
    expect(JSON.stringify(message)).not.toContain('RENEW-F1')
  })

  it('lets nobody try all postcodes', async () => {
    await page.debtor('CONSUMER-1', 'consumer')
    const token = await page.token('CONSUMER-1')
    const tries: number[] = []
    for (let n = 0; n < 12; n++)
      tries.push((await page.call('POST', `${token}/verify`, { known: `7500${n}` })).status)
    expect(tries.slice(0, 10)).toEqual(Array(10).fill(422))
    expect(tries.slice(10)).toEqual([429, 429])
  })
})

describe('the page', () => {
  it('shows what is owed, deducts what is on account, and never adds interest and indemnity', async () => {
    await page.debtor('C1')
    await page.events([
      event('C1', 'payment.received', { payment_id: 'P1', amount: '30.00', occurred_on: inDays(-5) }),
    ])
    const { body, text } = await page.call('GET', await page.token('C1'))
    expect(body).toMatchObject({
      locked: false,
      customer: '<b>C1</b> & Fils',
      balances: [
        {
          currency: 'EUR',
          open: '200.0000',
          on_account: '30.0000',
          to_pay: '170.0000',
          overdue: '90.0000',
          indemnity: '40.0000',
          invoices: [
            { invoice_id: 'C1-F1', days_late: 20, standing: 'late' },
            { invoice_id: 'C1-F2', days_late: 0, standing: 'to_come' },
          ],
        },
      ],
    })
    expect(text).not.toContain('iban')
  })

  it('of a consumer shows neither name nor amount before he says one thing that he knows', async () => {
    await page.debtor('CONSUMER-2', 'consumer')
    const token = await page.token('CONSUMER-2')
    const locked = await page.call('GET', token)
    expect(locked.body).toMatchObject({ locked: true, customer: '', balances: [], promise: null })
    expect(locked.text).not.toMatch(AMOUNT)
    expect(locked.text).not.toContain('CONSUMER')
    const closed = ['/ways', '/statement'].map((part) => page.call('GET', token + part))
    expect((await Promise.all(closed)).map(({ status }) => status)).toEqual([403, 403])
    const act = { nonce: aNonce(), until: inDays(3), amount: '10' }
    expect((await page.call('POST', `${token}/promise`, act)).status).toBe(403)
    const { body } = await page.call('POST', `${token}/verify`, { known: '33 000' })
    const proof = { 'x-page-proof': String(body['proof']) }
    expect((await page.call('GET', token, undefined, proof)).body).toMatchObject({ locked: false })
    const other = await page.token('C1')
    await page.debtor('CONSUMER-3', 'consumer')
    expect((await page.call('GET', await page.token('CONSUMER-3'), undefined, proof)).body).toMatchObject({
      locked: true,
    })
    expect(other).not.toBe(token)
  })

  it('says how to pay: what is chosen, or all less what is on account, and the statement is a PDF', async () => {
    const identity = {
      name: 'Marchal',
      address: '1 rue du Lac\n69000 Lyon',
      iban: 'FR7630006000011234567890189',
      bic: 'AGRIFRPP',
    }
    expect((await test.asOwner('PUT', '/api/senders/MAIN', identity)).status).toBe(200)
    const pages = {
      stripe_link: 'https://pay.example/{amount_cents}',
      faq: { fr: [{ question: 'Q', answer: 'R' }], en: [] },
    }
    expect((await test.asOwner('PUT', '/api/customer-pages/MAIN', pages)).status).toBe(200)
    const token = await page.token('C1')
    const all = (await page.call('GET', `${token}/ways`)).body
    expect(all).toMatchObject({
      amount: '170.00',
      reference: 'C1-F1 C1-F2 / C1',
      card_url: 'https://pay.example/17000',
      paypal_url: null,
      transfer: { holder: 'Marchal', iban: identity.iban, qr_svg: expect.stringMatching(/^<svg/) },
    })
    expect((await page.call('GET', `${token}/ways?invoices=C1-F2`)).body).toMatchObject({ amount: '80.00' })
    expect((await page.call('GET', `${token}/ways?invoices=C2-F1`)).status).toBe(422)
    const pdf = await page.call('GET', `${token}/statement?language=fr`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(pdf.text).toMatch(/^%PDF/)
  })
})

describe('reading', () => {
  it('writes nothing: no GET or HEAD of the page leaves an event, a setting or a message', async () => {
    await page.debtor('READER')
    const token = await page.token('READER')
    const state = async () =>
      JSON.stringify([
        await eventsOf('READER'),
        await page.metadata().db.select().from(table),
        (await page.metadata().db.select().from(settings)).length,
      ])
    const before = await state()
    const document = (await (await fetch(`${test.server.address}/api/openapi.json`)).json()) as {
      paths: Record<string, object>
    }
    const routes = Object.keys(document.paths).filter((path) => path.startsWith('/api/page/{token}'))
    expect(routes.length).toBeGreaterThan(10)
    for (const route of routes)
      for (const method of ['GET', 'HEAD']) {
        const path = route.replace('/api/page/{token}', token)
        const query =
          '?channel=email&until=2030-01-01&amount=10&score=1&nonce=aaaaaaaaaaaaaaaaaaaa&List-Unsubscribe=One-Click'
        const { status } = await page.call(method, path + query)
        if (!/token\}(\/(ways|statement))?$/.test(route)) expect([404, 405]).toContain(status)
      }
    expect(await state()).toBe(before)
  })
})

describe('an act', () => {
  const queued = async (
    customer: string,
    n: number,
    invoices: string[],
    channel: 'email' | 'sms' = 'email',
  ) => {
    const { db } = page.metadata()
    await addCampaign(page.metadata())
    const claims = invoices.map((invoiceId) => ({
      invoiceId,
      level: 1,
      open: 1_200_000n,
      dueOn: inDays(-20),
    }))
    const message = aMessage(n, { claims, channel, campaignId: CAMPAIGN })
    await new Outbox(db).add(db, [{ ...message, customerId: customer }])
  }
  const waiting = async (customer: string) => {
    const rows = await page.metadata().db.select().from(table).where(eq(table.customerId, customer))
    return rows.map(({ state, errorCode }) => `${state} ${errorCode ?? ''}`)
  }

  it('promise: the waiting message is held at once, the event is there, and tomorrow says why nothing is sent', async () => {
    await page.debtor('PROMISE', 'business', 1)
    await queued('PROMISE', 1, ['PROMISE-F1'])
    expect((await tomorrow('PROMISE')).reason).toBeNull()
    const act = { nonce: aNonce(), until: inDays(10), amount: '120.00' }
    const token = await page.token('PROMISE')
    const { status, body } = await page.call('POST', `${token}/promise`, act)
    expect([status, body]).toEqual([200, { held: 1 }])
    expect(await waiting('PROMISE')).toEqual(['cancelled promise'])
    expect(await eventsOf('PROMISE')).toEqual([
      { event_type: 'promise.made', reminder_id: REMINDER, channel: 'page', amount: '120' },
    ])
    const verdict = await tomorrow('PROMISE')
    expect(verdict.reason).toBe('promise')
    expect(verdict.sentence).toMatch(/promise/i)
  })

  it('sent twice, at once or later, counts once and gets the same answer', async () => {
    await page.debtor('DOUBLE')
    const token = await page.token('DOUBLE')
    const act = { nonce: aNonce(), until: inDays(5), amount: '50.00' }
    const send = () => page.call('POST', `${token}/promise`, act)
    const answers = await Promise.all([send(), send(), send()])
    answers.push(await send())
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await eventsOf('DOUBLE')).toHaveLength(1)
  })

  it('contest and "already paid" stop what they are about', async () => {
    await page.debtor('CONTEST', 'business', 1)
    await queued('CONTEST', 2, ['CONTEST-F1'])
    const contest = {
      nonce: aNonce(),
      invoice_id: 'CONTEST-F1',
      reason: 'goods',
      text: 'Deux panneaux <script>',
    }
    expect((await page.call('POST', `${await page.token('CONTEST')}/contest`, contest)).body).toEqual({
      held: 1,
    })
    expect((await tomorrow('CONTEST')).reason).toBe('disputed')

    await page.debtor('PAID')
    await queued('PAID', 3, ['PAID-F1'])
    const paid = { nonce: aNonce(), on: inDays(-1), reference: 'VIR 12' }
    expect((await page.call('POST', `${await page.token('PAID')}/paid`, paid)).body).toEqual({ held: 1 })
    expect((await tomorrow('PAID')).reason).toBe('claimed_payment')
    expect((await page.call('GET', await page.token('PAID'))).body).toMatchObject({
      balances: [{ invoices: [{ standing: 'claimed' }, { standing: 'claimed' }] }],
    })
  })

  it('instalments are made within the limits and followed', async () => {
    await page.debtor('PLAN')
    const token = await page.token('PLAN')
    const plan = (change: object) =>
      page.call('POST', `${token}/plan`, { nonce: aNonce(), count: 2, first_on: inDays(3), ...change })
    expect((await plan({ count: 12 })).body).toMatchObject({ code: 'page/plan-out-of-limits' })
    expect((await plan({ first_on: inDays(40) })).body).toMatchObject({ code: 'page/date-out-of-limits' })
    const { body } = await plan({})
    expect(body).toMatchObject({
      instalments: [{ due_on: inDays(3), amount: '100.0000' }, { amount: '100.0000' }],
    })
    expect((await tomorrow('PLAN')).reason).toBe('plan')
    expect((await page.call('GET', token)).body).toMatchObject({
      plan: { instalments: [{ due_on: inDays(3) }, {}] },
    })
  })

  it('opt-out by the button of a mail program closes e-mail only, needs a POST, and holds what waits', async () => {
    await page.debtor('CLICK')
    await queued('CLICK', 4, ['CLICK-F1'])
    const token = await page.token('CLICK')
    const post = (body: string) =>
      fetch(`${test.server.address}/api/page/${token}/one-click`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
    expect((await post('List-Unsubscribe=No')).status).toBe(400)
    expect((await post('List-Unsubscribe=One-Click')).status).toBe(200)
    expect((await post('List-Unsubscribe=One-Click')).status).toBe(200)
    expect(await eventsOf('CLICK')).toMatchObject([{ event_type: 'optout.received', channel: 'email' }])
    expect(await waiting('CLICK')).toEqual(['cancelled opted_out'])
    expect((await page.call('GET', token)).body).toMatchObject({ opted_out: ['email'] })
  })

  it('complaint, satisfaction and copies become events of the message whose link was followed', async () => {
    await page.debtor('VOICE')
    const token = await page.token('VOICE')
    const say = (path: string, body: object) =>
      page.call('POST', `${token}/${path}`, { nonce: aNonce(), ...body })
    expect((await say('satisfaction', { score: 9, comment: 'Merci' })).status).toBe(200)
    expect((await say('copies', {})).status).toBe(200)
    expect((await tomorrow('VOICE')).reason).toBe('reply_pending')
    expect((await say('complaint', { reason: 'tone', text: 'Trop sec' })).status).toBe(200)
    expect((await tomorrow('VOICE')).reason).toBe('complaint')
    const told = await eventsOf('VOICE')
    expect(told.map(({ event_type: type }) => type).sort()).toEqual([
      'complaint.received',
      'feedback.received',
      'reminder.replied',
    ])
    expect(new Set(told.map(({ reminder_id: id }) => id))).toEqual(new Set([REMINDER]))
  })

  it('outside its limits is refused with what is possible, and changes nothing', async () => {
    await page.debtor('LIMITS')
    await queued('LIMITS', 5, ['LIMITS-F1'])
    const token = await page.token('LIMITS')
    const promise = (change: object) =>
      page.call('POST', `${token}/promise`, { nonce: aNonce(), until: inDays(3), amount: '10', ...change })
    expect((await promise({ until: inDays(99) })).body).toMatchObject({
      code: 'page/date-out-of-limits',
      details: { until: inDays(30) },
    })
    expect((await promise({ until: inDays(-2) })).status).toBe(422)
    expect((await promise({ amount: '500' })).body).toMatchObject({
      code: 'page/too-much',
      details: { most: '200.0000' },
    })
    expect((await promise({ amount: '0' })).status).toBe(400)
    expect((await promise({ invoices: ['C1-F1'] })).body).toMatchObject({ code: 'page/unknown-invoice' })
    expect((await promise({ nonce: 'short' })).status).toBe(400)
    expect(await eventsOf('LIMITS')).toEqual([])
    expect(await waiting('LIMITS')).toEqual(['queued '])
  })

  it('sent by the page of another site is refused', async () => {
    const token = await page.token('C1')
    const response = await fetch(`${test.server.address}/api/page/${token}/opt-out`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
      },
      body: JSON.stringify({ nonce: aNonce(), channel: 'email' }),
    })
    expect(response.status).toBe(403)
  })
})
