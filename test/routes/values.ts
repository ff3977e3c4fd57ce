import fc from 'fast-check'
import type { Schema } from './operations'
import type { Seen } from './seen'

/** Fields that lead out of the process: whatever is asked for stays on this machine, and small. */
const TAMED: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  host: fc.constantFrom('127.0.0.1', 'localhost', '127.0.0.1:1'),
  port: fc.constantFrom(1, 9, 65_535),
  address: fc.constantFrom('1 rue X, Lyon', 'http://127.0.0.1:9/x'),
  customers: fc.integer({ min: 1, max: 20 }),
  months: fc.integer({ min: 1, max: 3 }),
}

const TEXTS = [
  '',
  ' ',
  'é',
  '0',
  '-1',
  'null',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%',
  '{}',
  '😀',
  'a'.repeat(300),
]
const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date((days + 9000) * 86_400_000).toISOString().slice(0, 10))
const text = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)

/** Values that a schema allows; `name` is that of the field. */
export function valid(schema: Schema, seen: Seen, name = '', depth = 0): fc.Arbitrary<unknown> {
  const tamed = TAMED[name]
  if (tamed) return tamed
  const { const: fixed, enum: values, anyOf, oneOf, allOf } = schema
  if (fixed !== undefined) return fc.constant(fixed)
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]))
  const choices = (anyOf ?? oneOf) as Schema[] | undefined
  if (choices) return fc.oneof(...choices.map((choice) => valid(choice, seen, name, depth)))
  if (Array.isArray(allOf)) {
    return valid(Object.assign({}, ...(allOf as Schema[])) as Schema, seen, name, depth)
  }
  const { type } = schema
  if (Array.isArray(type)) {
    return fc.oneof(...type.map((one: unknown) => valid({ ...schema, type: one }, seen, name, depth)))
  }
  if (type === 'object') return anObject(schema, seen, depth)
  if (type === 'array') return anArray(schema, seen, name, depth)
  if (type === 'string') return aText(schema, seen, name)
  if (type === 'integer' || type === 'number') return aNumber(schema)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return fc.oneof(text, fc.constant(null), fc.constant({}), fc.constant([]))
}

function anObject(schema: Schema, seen: Seen, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const required = (schema['required'] ?? []) as string[]
  const made = properties.map(([name, inner]) => [name, valid(inner, seen, name, depth + 1)] as const)
  const known = fc.record(Object.fromEntries(made), {
    requiredKeys: required.filter((name) => properties.some(([key]) => key === name)),
  })
  const extra = schema['additionalProperties']
  if (typeof extra !== 'object' || extra === null) return known
  const names = valid((schema['propertyNames'] ?? { type: 'string' }) as Schema, seen)
  const rest = fc.dictionary(names.map(String), valid(extra as Schema, seen, '', depth + 1), { maxKeys: 3 })
  return fc.tuple(rest, known).map(([more, own]) => ({ ...more, ...own }))
}

function anArray(schema: Schema, seen: Seen, name: string, depth: number): fc.Arbitrary<unknown> {
  const { prefixItems, items } = schema
  if (Array.isArray(prefixItems)) {
    return fc.tuple(...(prefixItems as Schema[]).map((item) => valid(item, seen, name, depth + 1)))
  }
  const least = Number(schema['minItems'] ?? 0)
  const most = Math.max(least, Math.min(Number(schema['maxItems'] ?? 3), depth > 3 ? 1 : 3))
  return fc.array(valid((items ?? {}) as Schema, seen, name, depth + 1), {
    minLength: least,
    maxLength: most,
  })
}

function aText(schema: Schema, seen: Seen, name: string): fc.Arbitrary<string> {
  const [least, most] = [Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? 2000)]
  const fit = (value: string) => (value + 'x'.repeat(Math.max(0, least - value.length))).slice(0, most)
  const known = seen.get(name) ?? []
  const own = plainText(schema, fit)
  return known.length === 0 ? own : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, own)
}

function plainText({ format, pattern }: Schema, fit: (value: string) => string): fc.Arbitrary<string> {
  if (format === 'date') return day
  if (format === 'uuid') return fc.uuid({ version: 4 })
  if (format === 'email') return fc.constantFrom('a@example.com', "o'neil+x@sub.example.com")
  if (format === 'uri') return fc.constantFrom('https://127.0.0.1:9/x', 'http://127.0.0.1:9')
  if (typeof pattern === 'string' && !/\(\?[=!<]/.test(pattern)) return fc.stringMatching(new RegExp(pattern))
  return text.map(fit)
}

function aNumber(schema: Schema): fc.Arbitrary<number> {
  const bound = (inclusive: string, exclusive: string, step: number, otherwise: number) => {
    const given = schema[exclusive]
    return typeof given === 'number' ? given + step : Number(schema[inclusive] ?? otherwise)
  }
  const min = bound('minimum', 'exclusiveMinimum', 1, -1000)
  const max = bound('maximum', 'exclusiveMaximum', -1, Math.max(min, 1000))
  if (schema['type'] === 'number') return fc.double({ min: Math.min(min, max), max, noNaN: true })
  // Most are small; the ends are where things break.
  const small = fc.integer({ min, max: Math.max(min, Math.min(max, min + 1000)) })
  return fc.oneof({ weight: 4, arbitrary: small }, fc.constantFrom(min, max))
}
