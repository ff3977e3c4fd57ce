import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { resultParts } from './run-lines'

const META = '{"meta":[{"name":"n","type":"UInt8"}]}\n'

/** What a server sends until its connection is lost. */
const lostAfter = (...lines: string[]) =>
  Readable.from(
    (async function* () {
      for (const line of lines) yield Buffer.from(await Promise.resolve(line))
      throw new Error('ECONNRESET')
    })(),
  )

async function read(body: Readable) {
  const parts = []
  for await (const part of resultParts(body, 100)) parts.push(part)
  return parts
}

it('a result that breaks off says that it is not whole, and when to ask again', async () => {
  await expect(read(lostAfter(META, '{"row":["1"]}\n'))).rejects.toMatchObject({
    code: 'sql/broken-off',
    status: 503,
    retryAfter: 2,
  })
})

it('what the engine said before it broke off is the reason', async () => {
  const body = lostAfter(META, '{"exception":"Code: 241. DB::Exception: Memory limit exceeded"}\n')
  await expect(read(body)).rejects.toMatchObject({ code: 'sql/memory' })
})

it('a result that ends is whole', async () => {
  const whole = Readable.from([Buffer.from(META), Buffer.from('{"row":["1"]}\n')])
  expect(await read(whole)).toEqual([{ columns: [{ name: 'n', type: 'UInt8' }] }, { rows: ['["1"]'] }])
})
