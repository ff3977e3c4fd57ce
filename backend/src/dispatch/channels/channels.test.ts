import { buffer } from 'node:stream/consumers'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dispatchTasks, letters, loggedMessages } from '../../metadata'
import { toMessage } from '../outbox/outbox-row'
import { aContact, aText, useMetadata } from '../outbox/testing'
import { encodeContact } from '../outbox/payload'
import type { OutgoingMessage } from './channel'
import { emailSettings } from './email/email-settings'
import { smtpFailure } from './email/smtp-failure'
import { LetterBatches } from './letter/letter-batches'
import { LetterChannel } from './letter/letter-channel'
import { LogChannel } from './log/log-channel'
import { TaskChannel } from './phone/task-channel'
import { SmsChannel } from './sms/sms-channel'
import { smsSecrets, smsSettings } from './sms/sms-settings'
import { WebhookChannel, webhookSignature } from './webhook/webhook-channel'

const store = useMetadata()
let server: Server
let base = ''
let seen: { path: string; headers: IncomingHttpHeaders; body: string }[] = []
let answer = { status: 200, body: '{}' }

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  seen = []
  answer = { status: 200, body: '{}' }
})

const ID = '00000000-0000-4000-8000-0000000000aa'
const message = (change: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  ...aText(
    toMessage({
      id: ID,
      entity_id: 'MAIN',
      customer_id: 'C1',
      planned_day: '2026-11-23',
      payload: encodeContact(aContact()),
    }),
  ),
  recipient: { name: 'Jeanne', address: '+33 6 12 34 56 78' },
  text: 'Votre facture "F1" est échue',
  ...change,
})
const sms = (settings: object, secrets: object = { key: 'secret' }) =>
  new SmsChannel(
    smsSettings.parse({ sender: 'Exemple', cost: '0.07', ...settings }),
    smsSecrets.parse(secrets),
    () => 2,
    () => 1_700_000_000_000,
  )

describe('SMS', () => {
  it('go to OVHcloud signed over what is sent', async () => {
    answer.body = '{"ids":[42],"invalidReceivers":[]}'
    const channel = sms(
      { provider: 'ovh', service: 'sms-ab1', application_key: 'ak', endpoint: base },
      { key: 'as', consumer_key: 'ck' },
    )
    expect(await channel.send(message())).toEqual({ providerId: '42', cost: '0.1400' })
    const [request] = seen
    expect(request?.path).toBe('/1.0/sms/sms-ab1/jobs')
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      receivers: ['+33612345678'],
      sender: 'Exemple',
      noStopClause: true,
    })
    const signed = `as+ck+POST+${base}/1.0/sms/sms-ab1/jobs+${request?.body}+1700000000`
    expect(request?.headers['x-ovh-signature']).toBe(`$1$${createHash('sha1').update(signed).digest('hex')}`)
  })

  it('go to Twilio as a form and to Brevo as JSON', async () => {
    answer.body = '{"sid":"SM1"}'
    expect(
      await sms({ provider: 'twilio', account_sid: 'AC1', endpoint: base }).send(message()),
    ).toMatchObject({ providerId: 'SM1' })
    answer.body = '{"messageId":7}'
    expect(await sms({ provider: 'brevo', endpoint: base }).send(message())).toMatchObject({
      providerId: '7',
    })
    expect(seen.map(({ path }) => path)).toEqual([
      '/2010-04-01/Accounts/AC1/Messages.json',
      '/v3/transactionalSMS/send',
    ])
    expect(new URLSearchParams(seen[0]?.body).get('To')).toBe('+33612345678')
    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('AC1:secret').toString('base64')}`)
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({ recipient: '33612345678', type: 'transactional' })
  })

  it('go to any provider by a body of its own, which no text can break', async () => {
    answer.body = '{"data":{"id":"x9"}}'
    const body = '{"to":"{{to}}","msg":"{{text}}"}'
    const channel = sms({ provider: 'http', url: `${base}/send`, header: 'X-Key', body, id_field: 'data.id' })
    expect(await channel.send(message())).toMatchObject({ providerId: 'x9' })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      to: '+33612345678',
      msg: 'Votre facture "F1" est échue',
    })
    expect(seen[0]?.headers).toMatchObject({ 'x-key': 'secret', 'idempotency-key': ID })
  })

  it.each([
    [401, { name: 'TemporaryFailure', scope: 'channel' }],
    [429, { name: 'TemporaryFailure', scope: 'channel' }],
    [500, { name: 'TemporaryFailure', scope: 'message', unknown: true }],
    [400, { name: 'PermanentFailure' }],
  ])('that are answered by %i fail as that means', async (status, expected) => {
    answer = { status, body: '{"why":"x"}' }
    await expect(sms({ provider: 'brevo', endpoint: base }).send(message())).rejects.toMatchObject(expected)
  })

  it('to something that is no number are given up without asking the provider', async () => {
    const wrong = message({ recipient: { name: 'X', address: '12' } })
    await expect(sms({ provider: 'brevo', endpoint: base }).send(wrong)).rejects.toMatchObject({
      code: 'bad_number',
      badAddress: true,
    })
    expect(seen).toEqual([])
  })
})

describe('a webhook', () => {
  it('is signed and carries the key by which a repetition is known', async () => {
    const channel = new WebhookChannel(
      { url: `${base}/hook` },
      { key: 'a key of some length' },
      () => 1_700_000_000_000,
    )
    await channel.send(message())
    const [request] = seen
    expect(request?.headers['idempotency-key']).toBe(ID)
    const signature = webhookSignature('a key of some length', 1_700_000_000, request?.body ?? '')
    expect(request?.headers['relance-signature']).toBe(`t=1700000000,v1=${signature}`)
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ id: ID, contact: { totalDue: '1200000' } })
  })
})

describe('what people do', () => {
  it('stands once in the work list, and letters in the batch of their day until they are posted', async () => {
    const { db } = store.metadata
    for (let time = 0; time < 2; time += 1) {
      await new TaskChannel('phone', db).send(message())
      await new LetterChannel('letter', db, '1.50').send(
        message({ recipient: { name: 'Martin SA', address: '1 rue X\n33000 Bordeaux' } }),
      )
      await new LogChannel('email', db).send(message())
    }
    expect(await db.select().from(dispatchTasks)).toMatchObject([
      { id: ID, kind: 'phone', dueOn: '2026-11-23', doneAt: null },
    ])
    expect(await db.select().from(letters)).toMatchObject([
      { address: 'Martin SA\n1 rue X\n33000 Bordeaux', postedAt: null },
    ])
    expect(await db.select().from(loggedMessages)).toMatchObject([{ subject: 'Facture F1' }])
    const batches = new LetterBatches(db)
    expect(await batches.list()).toEqual([
      { day: '2026-11-23', registered: false, letters: 1, posted: 0, failed: 0 },
    ])
    expect((await buffer(await batches.pdf('2026-11-23', false))).subarray(0, 5).toString()).toBe('%PDF-')
    expect(await batches.posted([ID], 'Claire', new Date())).toEqual([ID])
    expect(await batches.posted([ID], 'Claire', new Date())).toEqual([])
  })

  it('is not a letter without an address', async () => {
    const channel = new LetterChannel('letter', store.metadata.db, '0')
    await expect(channel.send(message({ recipient: { name: 'X', address: ' ' } }))).rejects.toMatchObject({
      code: 'no_address',
    })
  })
})

describe('settings', () => {
  it('that cannot work are refused with what is wrong', () => {
    const wrong = emailSettings.safeParse({ host: 'http://mail', from_address: 'nobody', cost: 'x' })
    expect(wrong.error?.issues.map(({ path, message: text }) => `${path.join('.')} ${text}`)).toEqual([
      'host must be the name or number of a mail server, without http:// or spaces',
      'from_address must be an e-mail address',
      'cost must be an amount such as 0.002',
    ])
    expect(smsSettings.safeParse({ provider: 'brevo', sender: 'a name that is too long' }).success).toBe(
      false,
    )
  })
})

describe('an answer of a mail server', () => {
  it.each([
    [
      { responseCode: 550, response: '550 5.1.1 unknown', command: 'RCPT TO' },
      { name: 'PermanentFailure', badAddress: true },
    ],
    [
      { responseCode: 552, response: '552 5.2.2 mailbox full', command: 'RCPT TO' },
      { name: 'TemporaryFailure', scope: 'message' },
    ],
    [
      { responseCode: 554, response: '554 5.7.1 spam', command: 'DATA' },
      { name: 'PermanentFailure', badAddress: false },
    ],
    [
      { responseCode: 535, response: '535 5.7.8 no', code: 'EAUTH' },
      { name: 'TemporaryFailure', scope: 'channel' },
    ],
    [
      { responseCode: 421, response: '421 busy' },
      { name: 'TemporaryFailure', scope: 'channel' },
    ],
    [
      { code: 'ECONNECTION', command: 'DATA' },
      { name: 'TemporaryFailure', unknown: true },
    ],
  ])('%j is sorted', (error, expected) => {
    expect(smtpFailure({ message: 'x', ...error })).toMatchObject(expected)
  })
})
