const SECRET = /pass(word|phrase)|secret|token|credential|api_?key/i
const MOST_CHARACTERS = 4000

/** A body fit to be kept: no secrets, no streams, and of a long one the names of its fields only. */
export function withoutSecrets(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return null
  const text = JSON.stringify(Buffer.isBuffer(body) || 'pipe' in body ? null : body, (key, value: unknown) =>
    SECRET.test(key) ? 'hidden' : value,
  )
  if (text.length <= MOST_CHARACTERS) return JSON.parse(text) as unknown
  return { fields: Object.keys(body), characters: text.length }
}
