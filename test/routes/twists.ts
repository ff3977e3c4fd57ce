import fc from 'fast-check'

/** What no schema asks for: put in place of any value. */
const hostile = fc.constantFrom<unknown>(
  null,
  true,
  [],
  {},
  0,
  -1,
  1e308,
  9_007_199_254_740_992,
  2 ** 31,
  -(2 ** 63),
  0.1,
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\ufeff',
  '9'.repeat(400),
  '1e400',
  'x'.repeat(70_000),
  '0000-00-00',
  '2026-02-30',
  '9999-12-31',
  '-000001-01-01',
  '${7*7}{{7*7}}',
  '\\',
  "'",
  '`"',
  '{name: String}',
  [[[[[[[[[]]]]]]]]],
  { __proto__: { admin: true }, constructor: { prototype: 1 } },
)

/** The same value with one place of it replaced, left out or doubled. */
export const twisted = (value: unknown): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(), hostile, fc.constantFrom('replace', 'remove', 'double')).map(([at, other, how]) => {
    const copy = structuredClone(value)
    const places = placesOf(copy)
    const place = places[at % Math.max(1, places.length)]
    if (!place) return other
    change(place, other, how)
    return copy
  })

type Place = { inside: Record<string, unknown> | unknown[]; key: string }

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = value as Place['inside']
  return Object.entries(value).flatMap(([key, inner]) => [{ inside, key }, ...placesOf(inner)])
}

function change({ inside, key }: Place, other: unknown, how: string): void {
  const fields = inside as Record<string, unknown>
  if (how === 'replace') fields[key] = other
  else if (how === 'double') fields[`${key}_`] = fields[key]
  else if (Array.isArray(inside)) inside.splice(Number(key), 1)
  else Reflect.deleteProperty(fields, key)
}

/** Text of one parameter, as the address carries it: also such that no encoder writes. */
export const hostileParameter = fc.constantFrom(
  '%00',
  'a%00b',
  '%',
  '%ZZ',
  '%C3%28',
  '%ED%A0%80',
  '%F0%9F%98%80',
  '..%2F..%2Fetc%2Fpasswd',
  '%27%20OR%201%3D1',
  '99999999999999999999',
  '-1',
  '1e400',
  'NaN',
  '0000-00-00',
  '9999-12-31',
  '1969-12-31',
  '%5B%5D',
  '%7B%7D',
  ','.repeat(50),
  'x'.repeat(600),
  '',
)

/** A body that is not what its header says. */
export const rawBody = fc.constantFrom(
  '',
  '{',
  '[',
  'null',
  '"text"',
  '[]',
  '{}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"a":"\\ud800"}',
  '{"a":1e999}',
  '['.repeat(5000),
  '\ufeff{}',
  '{"a":1}{"b":2}',
  'a=1&b=2',
  '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na;b\r\n1;2\r\n--x--\r\n',
)

const TYPES = [
  'application/json',
  'application/json; charset=latin1',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/octet-stream',
  'text/csv',
  'text/plain',
  'nonsense',
]

/** Headers that a proxy, a program or somebody curious may send. */
export const oddHeaders = fc.record(
  {
    'content-type': fc.constantFrom(...TYPES),
    'content-encoding': fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'identity'),
    'idempotency-key': fc.constantFrom('k', ' ', 'x'.repeat(300), '\u00e9'),
    'if-none-match': fc.constantFrom('*', 'W/"', '"x"'),
    'accept-language': fc.constantFrom('fr', 'xx-!!', ';q=9'),
    prefer: fc.constantFrom('respond-async', 'wait=1', ''),
    range: fc.constantFrom('bytes=0-1', 'bytes=9-1'),
    accept: fc.constantFrom('text/event-stream', 'image/png', '*/*'),
  },
  { requiredKeys: [] },
)
