import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outbox as table, sendingControls, sentTexts } from '../../metadata'
import { EmailChannel } from '../channels/email/email-channel'
import { emailSecrets, emailSettings } from '../channels/email/email-settings'
import { headerOf, startSmtp } from '../channels/email/testing'
import type { TestSmtp } from '../channels/email/testing'
import { Outbox } from './outbox'
import { Sender } from './sender'
import type { Prepare } from './sender'
import { MORNING, aMessage, aText, useMetadata } from './testing'

const test = useMetadata()
const WORKERS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
let smtp: TestSmtp

beforeAll(async () => void (smtp = await startSmtp()))
afterAll(() => smtp.close())
beforeEach(() => {
  smtp.received.length = 0
  smtp.refuse = () => undefined
})

const channelTo = (port: number) =>
  new EmailChannel(
    emailSettings.parse({
      host: '127.0.0.1',
      port,
      security: 'none',
      from_name: 'Exemple SA',
      from_address: 'compta@exemple.fr',
      reply_to: 'reponses@exemple.fr',
      bounce_address: 'retours@exemple.fr',
      per_second: 0,
      connections: 3,
      cost: '0.002',
    }),
    emailSecrets.parse({}),
  )
const allDue: Prepare = (messages) =>
  Promise.resolve(messages.map((message) => ({ message, send: aText(message) })))
const sender = (outbox: Outbox, channel: EmailChannel, more: { worker?: string; prepare?: Prepare } = {}) =>
  new Sender(outbox, channel, more.prepare ?? allDue, {
    worker: more.worker ?? WORKERS[0] ?? '',
    now: () => MORNING,
    random: () => 0.5,
    leaseSeconds: 60,
    batch: 20,
  })

async function filled(count: number): Promise<Outbox> {
  const outbox = new Outbox(test.metadata.db)
  await outbox.add(
    test.metadata.db,
    Array.from({ length: count }, (_, n) => aMessage(n)),
  )
  return outbox
}
const rows = () => test.metadata.db.select().from(table).orderBy(table.customerId)
const recipients = () => smtp.received.flatMap(({ to }) => to).sort()
const never = new AbortController().signal

describe('sending', () => {
  it('takes every message to the mail server once, from two backends at the same time', async () => {
    const outbox = await filled(120)
    const channels = [channelTo(smtp.port), channelTo(smtp.port)]
    const tallies = await Promise.all(
      channels.map((channel, n) => sender(outbox, channel, { worker: WORKERS[n] ?? '' }).drain(never)),
    )
    await Promise.all(channels.map((channel) => channel.close()))
    expect(tallies.reduce((sum, { sent }) => sum + sent, 0)).toBe(120)
    expect(recipients()).toHaveLength(120)
    expect(new Set(recipients()).size).toBe(120)
    expect(new Set((await rows()).map(({ state }) => state))).toEqual(new Set(['sent']))
  })

  it('names the reminder, the way back and the way out in the head of the mail', async () => {
    const outbox = await filled(1)
    const channel = channelTo(smtp.port)
    await sender(outbox, channel).drain(never)
    await channel.close()
    const [row] = await rows()
    const [mail] = smtp.received
    if (!mail) throw new Error('nothing was received')
    expect(mail.from).toBe('retours@exemple.fr')
    expect(headerOf(mail, 'Message-ID')).toBe(`<relance.${row?.id}@exemple.fr>`)
    expect(headerOf(mail, 'Reply-To')).toBe('reponses@exemple.fr')
    expect(headerOf(mail, 'List-Unsubscribe')).toBe('<https://exemple.fr/p/abc/opt-out>')
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    expect(row).toMatchObject({
      messageId: `<relance.${row?.id}@exemple.fr>`,
      providerId: 'TEST',
      cost: '0.0020',
    })
  })

  it('gives an address up that the server does not know, and waits with one that is asked to wait', async () => {
    smtp.refuse = (address) =>
      ({
        'c0@exemple.fr': { code: 550, text: '5.1.1 no such user' },
        'c1@exemple.fr': { code: 451, text: 'later' },
      })[address]
    const outbox = await filled(3)
    const channel = channelTo(smtp.port)
    expect(await sender(outbox, channel).drain(never)).toMatchObject({ sent: 1, failed: 2, down: false })
    await channel.close()
    const [dead, waiting, gone] = await rows()
    const kept = await test.metadata.db.select().from(sentTexts)
    expect(kept, 'what went out is kept as it was said').toMatchObject([
      { id: gone?.id, subject: 'Facture F1', text: 'Bonjour', composedAt: MORNING },
    ])
    expect(dead).toMatchObject({ state: 'dead', errorCode: 'address:smtp_550' })
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1, errorCode: 'smtp_451' })
    expect(waiting?.nextAttemptAt.getTime()).toBe(MORNING.getTime() + 60_000)
  })

  it('gives a message up after its last attempt', async () => {
    smtp.refuse = () => ({ code: 451, text: 'later' })
    const outbox = await filled(1)
    await test.metadata.db.update(table).set({ attempts: 11 })
    const channel = channelTo(smtp.port)
    await sender(outbox, channel).drain(never)
    await channel.close()
    expect(await rows()).toMatchObject([{ state: 'dead', attempts: 12, errorCode: 'smtp_451' }])
  })

  it('leaves the attempts of all messages as they are while the server is not there', async () => {
    const gone = await startSmtp()
    await gone.close()
    const outbox = await filled(30)
    const channel = channelTo(gone.port)
    expect(await sender(outbox, channel).drain(never)).toMatchObject({ sent: 0, down: true })
    await channel.close()
    for (const row of await rows())
      expect(row).toMatchObject({ state: 'queued', attempts: 0, claimedBy: null })
  })

  it('ends with the message under way when everything is stopped', async () => {
    const outbox = await filled(60)
    const channel = channelTo(smtp.port)
    smtp.refuse = () => {
      if (smtp.received.length >= 10) {
        void test.metadata.db
          .insert(sendingControls)
          .values({ scope: 'all', reason: 'kill_switch', by: 'Claire' })
          .onConflictDoNothing()
          .then(() => undefined)
      }
      return undefined
    }
    const { sent } = await sender(outbox, channel).drain(never)
    await channel.close()
    expect(sent).toBeLessThan(60)
    expect(recipients()).toHaveLength(sent)
    const states = (await rows()).map(({ state }) => state)
    expect(states.filter((state) => state === 'sent')).toHaveLength(sent)
    expect(states.filter((state) => state === 'queued')).toHaveLength(60 - sent)
  })

  it('cancels what is no longer due when its moment comes', async () => {
    const outbox = await filled(2)
    const channel = channelTo(smtp.port)
    const prepare: Prepare = (messages) =>
      Promise.resolve(
        messages.map((message) =>
          message.customerId === 'C0'
            ? {
                message,
                outcome: { id: message.id, state: 'cancelled', at: MORNING, errorCode: 'paid' } as const,
              }
            : { message, send: aText(message) },
        ),
      )
    expect(await sender(outbox, channel, { prepare }).drain(never)).toMatchObject({ sent: 1, cancelled: 1 })
    await channel.close()
    expect(recipients()).toEqual(['c1@exemple.fr'])
    expect(await rows()).toMatchObject([{ state: 'cancelled', errorCode: 'paid' }, { state: 'sent' }])
  })
})
