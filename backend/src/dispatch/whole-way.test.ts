import PostalMime from 'postal-mime'
import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { SendersService } from '../messages'
import { InboxService } from '../inbox/inbox.service'
import { startSmtp } from './channels/email/testing'
import { DispatchService } from './index'
import { CLOCK } from './ports'

const test = useServer()
/** A Tuesday morning in Paris. */
const NOW = Date.parse('2026-11-17T09:00:00Z')

const event = (id: string, type: string, more: object) => ({
  event_id: id,
  event_type: type,
  occurred_on: '2026-10-03',
  entity_id: 'MAIN',
  customer_id: 'C1',
  currency: 'EUR',
  ...more,
})
const asked = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await test.asOwner(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body as Record<string, unknown>
}
const load = async (events: object[]) => {
  await asked('POST', '/api/events?entity=MAIN', events)
  await test.server.app.get(InboxService).idle()
}

it('a campaign that a person starts reaches a mail server, and a promise on the page of its link holds the next message', async () => {
  let now = NOW
  const { app } = test.server
  app.get<{ now: () => Date }>(CLOCK).now = () => new Date(now)
  const dispatch = app.get(DispatchService)
  const smtp = await startSmtp()
  try {
    await load([
      event('u1', 'customer.updated', {
        attributes: {
          name: 'Ateliers <Duval> & Fils',
          kind: 'business',
          country: 'FR',
          language: 'fr',
          account_manager: 'Ines Roy',
          contacts: [{ role: 'accounts_payable', name: 'Claire', email: 'claire@exemple.fr', phone: '' }],
        },
      }),
      event('i1', 'invoice.issued', { invoice_id: 'F-1', due_on: '2026-11-02', amount: '1200.00' }),
      event('p1', 'payment.received', {
        occurred_on: '2026-11-16',
        payment_id: 'P1',
        amount: '200.00',
        allocations: [{ invoice_id: 'F-1', amount: '200.00' }],
      }),
    ])
    await app.get(SendersService).save(
      '',
      {
        name: 'Vernier SAS',
        address: '12 rue de la Paix\n75002 Paris',
        registration: '552 100 554 RCS Paris',
        phone: '01 99 00 00 01',
        email: 'compta@vernier.example',
        account_manager: 'Paul Lefèvre',
        iban: 'FR7630006000011234567890189',
        bic: 'AGRIFRPP',
      },
      'test',
    )
    await asked('POST', '/api/users', {
      email: 'ines@vernier.example',
      name: 'Ines Roy',
      role: 'agent',
      entities: ['MAIN'],
      contacts: false,
      language: 'fr',
    })
    for (const rate of ['ecb_refinancing', 'legal_other']) {
      const given = { rate, from: '2026-07-01', percent: '2.15', source: 'a test' }
      await asked('PUT', '/api/reference-rates', given)
    }
    await asked('PUT', '/api/channels/email', {
      settings: {
        host: '127.0.0.1',
        port: smtp.port,
        security: 'none',
        from_address: 'compta@vernier.example',
        per_second: 0,
      },
      secrets: {},
    })
    const step = (id: string, kind: string, from_due: number) => ({
      id,
      kind,
      day: { from_due },
      channels: ['email'],
      tone: kind === 'firm' ? 'firm' : 'neutral',
      template: kind,
      attach: kind === 'courteous' ? ['statement'] : [],
      copy_to_account_manager: true,
    })
    const campaign = await asked('POST', '/api/campaigns', {
      definition: {
        name: 'Relances',
        stale_after_hours: 744,
        scenarios: [{ segment: null, steps: [step('courteous', 'courteous', 5), step('firm', 'firm', 20)] }],
      },
    })
    const id = String(campaign['id'])
    const checked = await asked('POST', `/api/campaigns/${id}/check`, {})
    expect(checked['state'], JSON.stringify(checked['findings'] ?? checked)).toBe('checked')
    await asked('POST', `/api/campaigns/${id}/approve`, { note: '' })
    await asked('POST', `/api/campaigns/${id}/start`, { note: '' })

    expect(await dispatch.plan()).toEqual({ customers: 1, contacts: 1 })
    await dispatch.send()
    expect(smtp.received).toHaveLength(1)
    const [mail] = smtp.received
    expect(mail?.to, 'her account manager gets a copy').toEqual(['claire@exemple.fr', 'ines@vernier.example'])
    expect(mail?.source, 'which is not shown').not.toContain('ines@vernier')
    // Quoted-printable breaks lines with = and writes = as =3D.
    const text = (mail?.source ?? '').replaceAll(/=\r\n/g, '').replaceAll('=3D', '=')
    expect(text).toMatch(/List-Unsubscribe-Post: List-Unsubscribe=One-Click/)
    const written = (await PostalMime.parse(mail?.source ?? '')).text ?? ''
    expect(written, 'what is asked for').toMatch(/1\s000,00\s€/)
    expect(written, 'what was paid is not asked for').not.toMatch(/1\s?200/)
    expect(text, 'a name is text, not markup').not.toContain('<Duval>')
    const [, name, pdf = ''] =
      /filename=(releve-2026-11-17\.pdf)[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail?.source ?? '') ?? []
    expect(name, 'the statement goes with the first message').toBe('releve-2026-11-17.pdf')
    expect(Buffer.from(pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    now += 60_000
    expect(await dispatch.tell()).toBe(1)

    const token = /\/p\/([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? ''
    const page = (path: string, body?: unknown) =>
      fetch(`${test.server.address}/api/page/${token}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'x-relance-request': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    expect((await page('')).status).toBe(200)
    const promise = { nonce: 'a-form-of-this-test', until: '2026-12-04', amount: '1000.00' }
    const promised = await page('/promise', promise)
    expect(promised.status, await promised.text()).toBeLessThan(300)
    await app.get(InboxService).idle()

    now = Date.parse('2026-11-24T09:00:00Z')
    expect(await dispatch.plan()).toEqual({ customers: 1, contacts: 0 })
    const { rows } = (await asked('GET', `/api/verdicts?campaign=${id}&day=2026-11-24`)) as {
      rows: { reason: string; sentence: { en: string } }[]
    }
    expect(rows.map(({ reason }) => reason)).toEqual(['promise'])
    expect(rows[0]?.sentence.en).toMatch(/promise/i)
  } finally {
    await smtp.close()
  }
})
