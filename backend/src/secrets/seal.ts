import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '../http/app-error'

const FORM = 'sealed:v1:'
const IV_BYTES = 12
const TAG_BYTES = 16
const SUBKEY_BYTES = 32

/** A key of 32 bytes for one purpose (HKDF with SHA-256, RFC 5869): what one gives away tells nothing of another. */
export function subkeyOf(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `relance/${purpose}`, SUBKEY_BYTES))
}

/** Text encrypted by AES-256-GCM with the key of a purpose: `sealed:v1:` and base64url of nonce, tag, content. */
export function seal(key: Buffer, plain: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const content = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return FORM + Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64url')
}

/** The text that was sealed. @throws AppError `secrets/unreadable` for another key, another purpose or changed text */
export function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url')
  if (!isSealed(sealed) || bytes.length < IV_BYTES + TAG_BYTES) throw unreadable()
  try {
    const iv = bytes.subarray(0, IV_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const content = bytes.subarray(IV_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch {
    throw unreadable()
  }
}

export const isSealed = (text: string): boolean => text.startsWith(FORM)

const unreadable = () =>
  new AppError(
    'secrets/unreadable',
    500,
    'A stored secret cannot be read: it was kept under another key, or was changed. Enter it again.',
  )
