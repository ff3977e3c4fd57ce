import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyAuthorization } from './authorization'
import { verifyMailgun } from './mailgun'
import { verifySendgrid } from './sendgrid'
import { confirmSubscription, verifySns } from './sns'
import { verifyStripe } from './stripe'
import type { Signed, Verify } from './verify'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const TIME = String(NOW / 1000)
const BODY = Buffer.from('{"id":"evt_1","amount":2000}')
const secret = 'whsec_test'

const signed = (headers: Record<string, string>, more: Partial<Signed> = {}): Signed => ({
  body: BODY,
  header: (name) => headers[name] ?? '',
  secret,
  now: NOW,
  ...more,
})
const attempt = (verify: Verify, delivery: Signed) => (async () => verify(delivery))()
const changed = Buffer.from(BODY.toString().replace('2000', '9000'))
const BAD = { code: 'webhooks/bad-signature', status: 401 }
const OLD = { code: 'webhooks/too-old' }
const later = NOW + 6 * 60_000

describe('a delivery of Stripe', () => {
  const v1 = (body: Buffer, key = secret) =>
    createHmac('sha256', key).update(`${TIME}.`).update(body).digest('hex')
  const headers = { 'stripe-signature': `t=${TIME},v1=${v1(BODY)},v0=abc` }

  it('is taken as it was signed, also while the secret is being replaced', async () => {
    await attempt(verifyStripe, signed(headers))
    const two = { 'stripe-signature': `t=${TIME},v1=${v1(BODY, 'whsec_old')},v1=${v1(BODY)}` }
    await attempt(verifyStripe, signed(two))
  })

  it.each([
    ['with another body', signed(headers, { body: changed }), BAD],
    ['with another secret', signed(headers, { secret: 'whsec_other' }), BAD],
    ['with another time', signed({ 'stripe-signature': `t=1${TIME},v1=${v1(BODY)}` }), BAD],
    ['without signature', signed({}), BAD],
    ['that is no hexadecimal', signed({ 'stripe-signature': `t=${TIME},v1=zz` }), BAD],
    ['that comes again later', signed(headers, { now: later }), OLD],
  ])('%s is refused', async (_why, delivery, error) => {
    await expect(attempt(verifyStripe, delivery)).rejects.toMatchObject(error)
  })
})

describe('a delivery of SendGrid', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const signature = sign('sha256', Buffer.concat([Buffer.from(TIME), BODY]), privateKey).toString('base64')
  const headers = {
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': TIME,
  }

  it('is taken as it was signed', () => attempt(verifySendgrid, signed(headers, { secret: key })))

  it.each([
    ['with another body', signed(headers, { secret: key, body: changed }), BAD],
    ['with a key that is none', signed(headers, { secret: 'AAAA' }), BAD],
    ['without signature', signed({}, { secret: key }), BAD],
    ['that comes again later', signed(headers, { secret: key, now: later }), OLD],
  ])('%s is refused', async (_why, delivery, error) => {
    await expect(attempt(verifySendgrid, delivery)).rejects.toMatchObject(error)
  })
})

describe('a delivery of Mailgun', () => {
  const signature = createHmac('sha256', secret).update(`${TIME}token`).digest('hex')
  const body = (more: object = {}) =>
    Buffer.from(
      JSON.stringify({
        signature: { timestamp: TIME, token: 'token', signature, ...more },
        'event-data': {},
      }),
    )

  it('is taken as it was signed, as JSON or as a form', async () => {
    await attempt(verifyMailgun, signed({}, { body: body() }))
    const form = new URLSearchParams({ timestamp: TIME, token: 'token', signature, sender: 'a@b.fr' })
    await attempt(verifyMailgun, signed({}, { body: Buffer.from(form.toString()) }))
  })

  it.each([
    ['with another token', signed({}, { body: body({ token: 'other' }) }), BAD],
    ['without signature', signed({}, { body: Buffer.from('{}') }), BAD],
    ['that comes again later', signed({}, { body: body(), now: later }), OLD],
  ])('%s is refused', async (_why, delivery, error) => {
    await expect(attempt(verifyMailgun, delivery)).rejects.toMatchObject(error)
  })
})

describe('a delivery of Postmark or Brevo', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  it('is taken with its user and password, or its token', async () => {
    await attempt(verifyAuthorization, signed(basic('user:pass'), { secret: 'user:pass' }))
    await attempt(verifyAuthorization, signed({ authorization: `Bearer ${secret}` }))
  })

  it.each([
    ['with another password', basic('user:other')],
    ['with none', {}],
    ['with a token of no kind', { authorization: 'user:pass' }],
  ])('%s is refused', async (_why, headers) => {
    await expect(
      attempt(verifyAuthorization, signed(headers, { secret: 'user:pass' })),
    ).rejects.toMatchObject(BAD)
  })
})

describe('a message of Amazon SNS', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const HOST = 'https://sns.eu-west-3.amazonaws.com'
  const visited: string[] = []
  const edge = {
    certificate: async (address: string) => (visited.push(address), pem),
    confirm: async (address: string) => void visited.push(address),
  }
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: 'm1',
    TopicArn: 'arn:aws:sns:eu-west-3:1:relance',
    Subject: 'Amazon SES',
    Message: '{"eventType":"Delivery"}',
    Timestamp: '2026-01-02T03:04:05.000Z',
    SigningCertURL: `${HOST}/SimpleNotificationService-1.pem`,
  }
  const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
  const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const deliver = (
    own: Record<string, string>,
    version: '1' | '2',
    tampered: Record<string, string> = {},
  ) => {
    const keys = own['Type'] === 'Notification' ? NOTIFICATION : CONFIRMATION
    const content = keys.filter((key) => own[key] !== undefined).map((key) => `${key}\n${own[key]}\n`)
    const algorithm = version === '1' ? 'sha1' : 'sha256'
    const Signature = sign(algorithm, Buffer.from(content.join('')), privateKey).toString('base64')
    const body = Buffer.from(JSON.stringify({ ...own, SignatureVersion: version, Signature, ...tampered }))
    return signed({}, { body, secret: String(message['TopicArn']) })
  }

  it.each(['1', '2'] as const)('of signature version %s is taken as it was signed', async (version) => {
    const { Subject: _, ...withoutSubject } = message
    await verifySns(deliver(message, version), edge)
    await verifySns(deliver(withoutSubject, version), edge)
  })

  it.each([
    ['with another content', { Message: '{"eventType":"Bounce"}' }],
    [
      'with the certificate of somebody else',
      { SigningCertURL: 'https://sns.eu-west-3.amazonaws.com.evil.fr/a.pem' },
    ],
    [
      'with a certificate that is not sent by HTTPS',
      { SigningCertURL: 'http://sns.eu-west-3.amazonaws.com/a.pem' },
    ],
    ['with a certificate of another service', { SigningCertURL: 'https://s3.amazonaws.com/bucket/a.pem' }],
    [
      'with a certificate behind a user name',
      { SigningCertURL: 'https://sns.eu-west-3.amazonaws.com@evil.fr/a.pem' },
    ],
    [
      'with a certificate at another place of Amazon SNS',
      { SigningCertURL: `${HOST}/?Action=Publish&x=/SimpleNotificationService-1.pem` },
    ],
    ['with a certificate and a query', { SigningCertURL: `${HOST}/SimpleNotificationService-1.pem?x=1` }],
    [
      'with a certificate at another port',
      { SigningCertURL: 'https://sns.eu-west-3.amazonaws.com:8443/SimpleNotificationService-1.pem' },
    ],
    ['of another topic', { TopicArn: 'arn:aws:sns:eu-west-3:2:other' }],
  ])('%s is refused', async (_why, tampered) => {
    await expect(verifySns(deliver(message, '2', tampered), edge)).rejects.toMatchObject(BAD)
  })

  it('that is none is refused', async () => {
    const body = Buffer.from('{"Type":"Notification"}')
    await expect(verifySns(signed({}, { body }), edge)).rejects.toMatchObject({ code: 'webhooks/bad-body' })
  })

  it('confirms a subscription at Amazon only', async () => {
    const confirmation = (SubscribeURL: string) => ({
      ...message,
      Type: 'SubscriptionConfirmation',
      Token: 't',
      SubscribeURL,
    })
    const {
      secret: topic,
      body,
      header,
      now,
    } = deliver(confirmation(`${HOST}/?Action=ConfirmSubscription`), '1')
    await confirmSubscription(await verifySns({ secret: topic, body, header, now }, edge), edge)
    expect(visited.at(-1)).toBe(`${HOST}/?Action=ConfirmSubscription`)
    const elsewhere = await verifySns(
      deliver(confirmation('https://evil.fr/?Action=ConfirmSubscription'), '1'),
      edge,
    )
    await expect(confirmSubscription(elsewhere, edge)).rejects.toMatchObject(BAD)
    const another = await verifySns(deliver(confirmation(`${HOST}/?Action=Publish`), '1'), edge)
    await expect(confirmSubscription(another, edge)).rejects.toMatchObject(BAD)
  })
})
