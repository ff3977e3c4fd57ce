import { ourIds } from '@relance/pipelines'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutgoingMessage } from '../channel'
import { EmailChannel } from './email-channel'
import { emailSecrets, emailSettings } from './email-settings'
import { idHeaders, takenAs } from './our-ids'
import { startSmtp } from './testing'
import type { TestSmtp } from './testing'

let smtp: TestSmtp
beforeAll(async () => {
  smtp = await startSmtp()
})
afterAll(() => smtp.close())

const ids = { reminderId: '6f2c1d9a-0000-4000-8000-000000000001', entityId: 'FR01', customerId: 'Café 12' }
const expected = { reminder: ids.reminderId, entity: ids.entityId, customer: ids.customerId }

async function received() {
  const settings = emailSettings.parse({
    host: '127.0.0.1',
    port: smtp.port,
    security: 'none',
    from_address: 'compta@maison.example',
  })
  const channel = new EmailChannel(settings, emailSecrets.parse({}))
  const message = {
    ...ids,
    recipient: { name: 'Client', address: 'client@example.org' },
    copyTo: [],
    subject: 'Facture',
    text: 'Bonjour',
    html: '',
    attachments: [],
    unsubscribeUrl: '',
  } as unknown as OutgoingMessage
  await channel.send(message)
  await channel.close()
  return PostalMime.parse(smtp.received.at(-1)?.source ?? '')
}

it('a received e-mail names its reminder in its headers, and in its Message-ID where a provider reports nothing else', async () => {
  const mail = await received()
  const headers = mail.headers.map(({ key, value }) => ({ name: key, value }))
  expect(ourIds({ headers })).toMatchObject({ reminder: ids.reminderId, entity: 'FR01' })
  expect(ourIds({ messageIds: [mail.messageId ?? ''] })).toMatchObject({ reminder: ids.reminderId })
})

it.each([
  ['smtp.sendgrid.net', 'X-SMTPAPI', 'unique_args'],
  ['smtp.eu.mailgun.org', 'X-Mailgun-Variables', ''],
  ['smtp.mandrillapp.com', 'X-MC-Metadata', ''],
  ['smtp.eu.sparkpostmail.com', 'X-MSYS-API', 'metadata'],
  ['in-v3.mailjet.com', 'X-MJ-EventPayload', ''],
])('%s gets our ids as its custom variables, in characters of a header', (host, header, inside) => {
  const text = idHeaders(host, ids)[header] ?? ''
  expect(text).toMatch(/^[\x20-\x7e]+$/)
  const told = JSON.parse(text) as Record<string, Record<string, string>>
  expect(ourIds({ variables: [inside === '' ? told : (told[inside] ?? {})] })).toEqual(expected)
})

it('Postmark gets them as metadata; an unknown server gets no more than our own headers', () => {
  expect(idHeaders('smtp.postmarkapp.com', ids)).toMatchObject({
    'X-PM-Metadata-relance_reminder': ids.reminderId,
  })
  expect(Object.keys(idHeaders('mail.evil-sendgrid.net.example', ids))).toEqual([
    'X-Relance-Reminder',
    'X-Relance-Entity',
  ])
})

it.each([
  ['250 2.0.0 Ok: queued as 4F1A2', '4F1A2'],
  ['250 Ok 0102018e4c5d6f70-1a2b3c4d-000000', '0102018e4c5d6f70-1a2b3c4d-000000'],
  ['250 Ok: <ab12cd34ef@mail.provider.example>', 'ab12cd34ef@mail.provider.example'],
  ['250 OK', ''],
  ['250 2.6.0 Message accepted for delivery', ''],
])('what a server calls a message is read from its answer: %s', (answer, name) => {
  expect(takenAs(answer)).toBe(name)
})
