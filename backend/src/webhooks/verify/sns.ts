import { verify } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../http/app-error'
import type { Signed } from './verify'
import { badSignature } from './verify'

const envelope = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
})
export type SnsEnvelope = z.infer<typeof envelope>

/** What is fetched from Amazon: the one place of the verification that needs the network. */
export interface AmazonEdge {
  /** the certificate in PEM at an address whose host was checked */
  certificate(address: string): Promise<string>
  /** visits the address that confirms a subscription, whose host was checked */
  confirm(address: string): Promise<void>
}

const HOST = /^sns\.[a-z0-9-]{3,20}\.amazonaws\.com(\.cn)?$/
const CERTIFICATE = /^\/SimpleNotificationService-\w{1,64}\.pem$/
/** Keys that are signed, in this order, each with its value on the next line. */
const SIGNED: Record<SnsEnvelope['Type'], (keyof SnsEnvelope & string)[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}

/**
 * Verifies a delivery of Amazon SNS, in which SES tells its events, by the certificate that the envelope names.
 * Anybody may own a topic, so where the secret is the ARN of ours, it must be that one.
 * Source: AWS, "Verifying the signatures of Amazon SNS messages".
 */
export async function verifySns(signed: Signed, edge: AmazonEdge): Promise<SnsEnvelope> {
  const message = envelopeOf(signed.body)
  if (signed.secret !== '' && message.TopicArn !== signed.secret) {
    throw badSignature('the topic is not the one of this connection')
  }
  const certificate = await edge.certificate(amazonAddress(message.SigningCertURL, CERTIFICATE))
  const content = SIGNED[message.Type]
    .filter((key) => message[key] !== undefined && message[key] !== null)
    .map((key) => `${key}\n${String(message[key])}\n`)
    .join('')
  const algorithm = message.SignatureVersion === '1' ? 'sha1' : 'sha256'
  if (!isSigned(algorithm, content, certificate, message.Signature))
    throw badSignature('it is not that of the body')
  return message
}

/** Confirms a subscription that was verified. @throws AppError `webhooks/bad-signature` when it leads elsewhere */
export async function confirmSubscription(message: SnsEnvelope, edge: AmazonEdge): Promise<void> {
  await edge.confirm(amazonAddress(message.SubscribeURL ?? '', /^\/$/))
}

function envelopeOf(body: Buffer): SnsEnvelope {
  try {
    return envelope.parse(JSON.parse(body.toString('utf8')))
  } catch {
    throw new AppError('webhooks/bad-body', 400, 'The body is no message of Amazon SNS.')
  }
}

/** @throws AppError when the address is not one of Amazon SNS by HTTPS */
function amazonAddress(text: string, path: RegExp): string {
  const address = URL.canParse(text) ? new URL(text) : undefined
  const isConfirmation = address?.searchParams.get('Action') === 'ConfirmSubscription'
  const isAmazon =
    address?.protocol === 'https:' &&
    address.port === '' &&
    address.username === '' &&
    HOST.test(address.hostname)
  if (!isAmazon || !path.test(address.pathname) || (address.search !== '' && !isConfirmation))
    throw badSignature('its address is not one of Amazon SNS')
  return address.href
}

function isSigned(algorithm: string, content: string, certificate: string, signature: string): boolean {
  try {
    return verify(algorithm, Buffer.from(content), certificate, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
