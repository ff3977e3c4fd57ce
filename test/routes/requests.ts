import fc from 'fast-check'
import type { Operation } from './operations'
import { hostileParameter, oddHeaders, rawBody, twisted } from './twists'
import { valid } from './values'
import { idsOf } from './seen'
import type { Seen } from './seen'
import type { Sent } from './wire'

/** Writes to the folder that it is told; only what is wrong may be asked of it. */
const NEVER_RIGHT = new Set(['POST /api/local/backups'])

/** Half of the requests are as the description allows; of the others one thing at least is wrong. */
export function requestTo(operation: Operation, seen: Seen): fc.Arbitrary<Sent> {
  const name = `${operation.method} ${operation.path}`
  const right = NEVER_RIGHT.has(name) ? fc.constant(false) : fc.boolean()
  return right.chain((good) =>
    fc
      .tuple(
        addressOf(operation, seen, good),
        bodyOf(operation, seen, good),
        good ? fc.constant({}) : oddHeaders,
      )
      .map(([path, body, headers]) => ({
        method: operation.method,
        path,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(headers as Record<string, string>),
          'x-relance-request': '1',
        },
        body,
      })),
  )
}

function addressOf(operation: Operation, seen: Seen, good: boolean): fc.Arbitrary<string> {
  const texts = operation.parameters.map(({ name, in: where, required, schema }) => {
    const fine = valid(schema, seen, where === 'path' && name === 'id' ? idsOf(operation.path) : name).map(
      (value) => [value].flat().map((one) => encodeURIComponent(Buffer.from(String(one)).toString())),
    )
    const odd = hostileParameter.map((text) => [text])
    const present = good ? fine : fc.oneof({ weight: 2, arbitrary: fine }, odd)
    return (required && good) || where === 'path' ? present : fc.option(present, { freq: 2, nil: [] })
  })
  return fc.tuple(...texts).map((values) => {
    const query: string[] = []
    let path = operation.path
    for (const [index, { name, in: where }] of operation.parameters.entries()) {
      const given = values[index] ?? []
      if (where === 'path') path = path.replace(`{${name}}`, given.join('') || '-')
      else if (where === 'query') query.push(...given.map((value) => `${name}=${value}`))
    }
    return query.length === 0 ? path : `${path}?${query.join('&')}`
  })
}

function bodyOf(operation: Operation, seen: Seen, good: boolean): fc.Arbitrary<string | undefined> {
  const { body, media } = operation
  if (!body) return media || !good ? fc.option(rawBody, { nil: undefined }) : fc.constant(undefined)
  const fine = valid(body, seen)
  const json = (value: unknown) => JSON.stringify(value) ?? 'null'
  if (good) return fine.map(json)
  return fc.oneof({ weight: 4, arbitrary: fine.chain(twisted).map(json) }, rawBody)
}
