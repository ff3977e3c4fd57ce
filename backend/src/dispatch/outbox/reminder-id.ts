import { createHash } from 'node:crypto'

/**
 * A UUID made of what makes a message unique: the same message planned twice, by whichever backend and after whatever
 * crash, has the same id (RFC 9562, version 8: SHA-256, 122 bits of it).
 */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
