import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link to the customer's page stands for. */
export interface PageLink {
  readonly entityId: string
  readonly customerId: string
  /** the message that carried it; empty for a link that a person made */
  readonly reminderId: string
  /** whole seconds; nothing is answered from then on */
  readonly expiresAt: Date
}

const VERSION = 1
const HEAD = 5
const MAC_BYTES = 16

/**
 * A link as text for an address: base64url of version (1 byte), expiry in seconds (4 bytes), then reminder, entity and
 * customer, each after its length in one byte, and 16 bytes of HMAC-SHA-256 over all of it. A reminder's UUID takes
 * 17 bytes. Short, because it stands in text messages.
 * @param key 32 bytes
 * @throws RangeError when an id is longer than 255 bytes
 */
export function writeLink(link: PageLink, key: Buffer): string {
  const head = Buffer.alloc(HEAD)
  head.writeUInt8(VERSION, 0)
  head.writeUInt32BE(Math.floor(link.expiresAt.getTime() / 1000), 1)
  const parts = [reminderBytes(link.reminderId), Buffer.from(link.entityId), Buffer.from(link.customerId)]
  const body = Buffer.concat([head, ...parts.flatMap((part) => [lengthOf(part), part])])
  return Buffer.concat([body, mac(body, key)]).toString('base64url')
}

/** The link of a text that `writeLink` made with the same key, expired or not; null for any other text. */
export function readLink(token: string, key: Buffer): PageLink | null {
  const bytes = Buffer.from(token, 'base64url')
  // Another spelling of the same bytes would be another address for one link.
  if (bytes.length <= HEAD + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(mac(body, key), bytes.subarray(-MAC_BYTES)) || body[0] !== VERSION) return null
  const [reminder, entity, customer] = partsOf(body)
  if (!reminder || !entity || !customer) return null
  return {
    entityId: entity.toString(),
    customerId: customer.toString(),
    reminderId: reminderText(reminder),
    expiresAt: new Date(body.readUInt32BE(1) * 1000),
  }
}

const mac = (body: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update('link\u0000').update(body).digest().subarray(0, MAC_BYTES)

function lengthOf(part: Buffer): Buffer {
  if (part.length > 255) throw new RangeError('an id of a link is longer than 255 bytes')
  return Buffer.from([part.length])
}

function partsOf(body: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = HEAD; at < body.length;) {
    const length = body[at] ?? 0
    parts.push(body.subarray(at + 1, at + 1 + length))
    at += 1 + length
  }
  return parts
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const AS_UUID = 1
const AS_TEXT = 2

function reminderBytes(reminderId: string): Buffer {
  if (reminderId === '') return Buffer.alloc(0)
  return UUID.test(reminderId)
    ? Buffer.concat([Buffer.from([AS_UUID]), Buffer.from(reminderId.replaceAll('-', ''), 'hex')])
    : Buffer.concat([Buffer.from([AS_TEXT]), Buffer.from(reminderId)])
}

function reminderText(bytes: Buffer): string {
  const rest = bytes.subarray(1)
  if (bytes[0] !== AS_UUID) return rest.toString()
  const hex = rest.toString('hex')
  return [0, 8, 12, 16, 20].map((from, n, all) => hex.slice(from, all[n + 1])).join('-')
}
