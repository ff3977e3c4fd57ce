import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Delivery } from './delivery'
import { decode, encode } from './delivery'
import { InboxLog } from './inbox-log'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-inbox-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const delivery = (id: string, text = '{"event_id":"1"}\n'): Delivery => ({
  id,
  source: 'ndjson',
  name: 'test',
  by: 'me',
  entity: '',
  alone: false,
  rows: 1,
  body: Buffer.from(text),
})

describe('a segment', () => {
  it('cut anywhere gives the deliveries that were written to their end, and no other', () => {
    const texts = ['a', 'bé\n{}', '', 'x'.repeat(500)]
    const deliveries = texts.map((text, at) => delivery(`d${at}`, text))
    const parts = deliveries.map(encode)
    const all = Buffer.concat(parts)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: all.length }), (cut) => {
        const ends = parts.map((_, at) => Buffer.concat(parts.slice(0, at + 1)).length)
        expect(decode(all.subarray(0, cut))).toEqual(
          deliveries.slice(0, ends.filter((end) => end <= cut).length),
        )
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('with a changed byte in a body ends before it', () => {
    const bytes = Buffer.concat([encode(delivery('a')), encode(delivery('b'))])
    bytes[bytes.length - 3] = 0x21
    expect(decode(bytes).map(({ id }) => id)).toEqual(['a'])
  })
})

describe('the log', () => {
  it('gives what was appended to whoever opens it later, oldest first', async () => {
    const own = path.join(folder, 'kept')
    const log = new InboxLog(own)
    await Promise.all(['a', 'b', 'c'].map((id) => log.append(delivery(id))))
    const first = await log.next()
    await log.append(delivery('d'))
    // Not closed: the process was killed here.
    const again = new InboxLog(own)
    expect(await again.next()).toBe(first)
    expect(again.read(String(first)).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    await again.remove(String(first))
    const second = await again.next()
    expect(again.read(String(second)).map(({ id }) => id)).toEqual(['d'])
    await again.remove(String(second))
    expect(await again.next()).toBeUndefined()
    expect(again.bytes()).toBe(0)
    await log.close()
  })

  it('refuses what cannot be written, and takes the next', async () => {
    const own = path.join(folder, 'gone')
    const log = new InboxLog(own)
    fs.rmSync(own, { recursive: true })
    await expect(log.append(delivery('a'))).rejects.toThrow('ENOENT')
    fs.mkdirSync(own)
    await log.append(delivery('b'))
    expect(log.read(String(await log.next())).map(({ id }) => id)).toEqual(['b'])
    await log.close()
  })
})
