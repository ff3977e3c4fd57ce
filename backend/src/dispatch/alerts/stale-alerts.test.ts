import { expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { METADATA } from '../../app/tokens'
import { InboxService } from '../../inbox/inbox.service'
import { campaigns, users } from '../../metadata'
import type { Metadata } from '../../metadata'
import { campaignDefinition } from '../../campaigns/campaign.contract'
import { startSmtp } from '../channels/email/testing'
import { StaleAlerts } from './stale-alerts.service'

const test = useServer()
const HOUR = 3_600_000

const asked = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await test.asOwner(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body as Record<string, unknown>
}
let counter = 0
async function payment(): Promise<void> {
  const n = (counter += 1)
  await asked('POST', '/api/events?entity=MAIN', [
    {
      event_id: `p${n}`,
      event_type: 'payment.received',
      occurred_on: new Date().toISOString().slice(0, 10),
      entity_id: 'MAIN',
      customer_id: 'C1',
      payment_id: `P${n}`,
      amount: '1.00',
      currency: 'EUR',
    },
  ])
  await test.server.app.get(InboxService).idle()
}

it('a creditor whose reminders are held is told of once, to those who may manage, and until payments are there', async () => {
  const smtp = await startSmtp()
  const { app } = test.server
  const { db } = app.get<Metadata>(METADATA)
  const alerts = app.get(StaleAlerts)
  const open = async () => (await asked('GET', '/api/sending/alerts'))['rows'] as Record<string, unknown>[]
  const now = Date.now()
  const at = (hours: number) => new Date(now + hours * HOUR)
  try {
    await payment()
    await alerts.watch(at(100))
    expect(await open(), 'without a campaign nothing is held').toEqual([])

    const person = { role: 'credit_manager', locale: 'fr', passwordHash: null } as const
    await db.insert(users).values([
      { ...person, email: 'claire@maison.example', name: 'Claire' },
      { ...person, email: 'sam@maison.example', name: 'Sam', locale: 'en' },
      { ...person, email: 'other@maison.example', name: 'Other', entities: ['OTHER'] },
      { ...person, email: 'cfo@maison.example', name: 'CFO', role: 'cfo' },
    ])
    const definition = campaignDefinition.parse({
      name: 'Relances',
      scenarios: [
        {
          segment: null,
          steps: [
            {
              id: 'a',
              kind: 'firm',
              day: { from_due: 5 },
              channels: ['email'],
              tone: 'firm',
              template: 'firm',
            },
          ],
        },
      ],
    })
    await db.insert(campaigns).values({
      name: 'Relances',
      definition,
      state: 'running',
      priority: 50,
      createdBy: 'test',
      editedBy: 'test',
      startedAt: new Date(),
    })

    await alerts.watch(at(1))
    expect(await open()).toEqual([])
    await alerts.watch(at(30))
    expect(await open(), 'shown although no mail server is set up').toMatchObject([
      { entity_id: 'MAIN', hours: 24, since: at(30).toISOString() },
    ])
    expect(smtp.received).toEqual([])

    await asked('PUT', '/api/channels/email', {
      settings: {
        host: '127.0.0.1',
        port: smtp.port,
        security: 'none',
        from_address: 'a@maison.example',
        per_second: 0,
      },
      secrets: {},
    })
    for (const hours of [31, 32, 33]) await alerts.watch(at(hours))
    const to = smtp.received.flatMap((mail) => mail.to).sort()
    expect(to.filter((one) => one.endsWith('@maison.example'))).toEqual([
      'claire@maison.example',
      'sam@maison.example',
    ])
    const french = smtp.received.find((mail) => mail.to.includes('claire@maison.example'))
    expect(french?.source).toMatch(/relev=C3=A9 bancaire/)

    await alerts.watch(at(1))
    expect(await open(), 'it ends by itself when payments are there').toEqual([])
    await alerts.watch(at(40))
    await alerts.watch(at(41))
    expect(smtp.received.length, 'a new standstill is told anew, once').toBe(2 * to.length)
  } finally {
    await smtp.close()
  }
})
