import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { readSample } from '../../ingest/sample'
import { IngestError } from '../../ingest/ingest-error'
import { eInvoice } from './index'
import { aCii, aPdf, aUbl, billingReference, ciiTerms, recordsOf } from './testing'

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const ubl = aUbl({ head: billingReference('F0'), totals: '<cbc:PrepaidAmount>1</cbc:PrepaidAmount>' })
const cii = aCii({ settlement: ciiTerms('20260215', '40') + ciiTerms('20260315', '80') })
const seeds: Record<string, Buffer> = {
  ubl: Buffer.from(ubl),
  cii: Buffer.from(cii),
  several: Buffer.from(ubl + cii + ubl),
  wide: Buffer.from(ubl, 'utf16le'),
  pdf: aPdf({ 'factur-x.xml': cii }),
  archive: Buffer.from(zipSync({ 'a.xml': Buffer.from(ubl), 'b.xml': Buffer.from(cii) })),
}

/** Bytes changed, cut out, repeated or cut off; sometimes a deep nest or a huge text put in. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  const at = () => Math.floor(random() * bytes.length)
  const copy = Buffer.from(bytes)
  const kind = Math.floor(random() * 6)
  if (kind === 0) for (let n = 0; n < 1 + random() * 20; n += 1) copy[at()] = Math.floor(random() * 256)
  if (kind === 1) return copy.subarray(0, at())
  const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number]
  if (kind === 2) return Buffer.concat([copy.subarray(0, from), copy.subarray(to)])
  if (kind === 3) return Buffer.concat([copy.subarray(0, to), copy.subarray(from)])
  const text = kind === 4 ? '<a>'.repeat(5_000) : 'x'.repeat(1_200_000)
  return kind > 3 ? Buffer.concat([copy.subarray(0, from), Buffer.from(text), copy.subarray(from)]) : copy
}

it.each(Object.entries(seeds))(
  '60 damaged files of %s give records with reasons, and nothing else',
  async (_name, bytes) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const damaged = mutate(bytes, generator(seed))
      const fileName = `seed-${seed}.xml`
      if (damaged.length > 0) eInvoice.recognise(readSample(damaged, fileName, true), { fileName })
      const records = await recordsOf(damaged).catch((error: unknown) => {
        expect(error, `seed ${seed}`).toBeInstanceOf(IngestError)
        return []
      })
      for (const { events, problem, ignored } of records) {
        const said = events.length > 0 || problem !== undefined || ignored !== undefined
        expect(said, `seed ${seed}`).toBe(true)
        if (problem) expect(problem.value.length, `seed ${seed}`).toBeLessThan(2_000)
      }
    }
  },
)
