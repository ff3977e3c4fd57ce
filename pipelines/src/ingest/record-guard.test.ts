import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordGuard } from './record-guard'

/** Bytes that come in pieces of these sizes, and what is let through of them. */
async function passed(
  bytes: Buffer,
  sizes: number[],
  separator: string | null,
  skip: number,
): Promise<string> {
  function* pieces() {
    let from = 0
    for (let n = 0; from < bytes.length; n += 1) {
      const size = sizes[n % sizes.length] ?? 1
      yield bytes.subarray(from, from + size)
      from += size
    }
  }
  async function* input() {
    await Promise.resolve()
    yield* pieces()
  }
  const out: Buffer[] = []
  for await (const block of new RecordGuard(separator, skip, false).pass(input())) out.push(block)
  return Buffer.concat(out).toString('latin1')
}

describe('what the guard lets through', () => {
  it.each([
    ['lines', null],
    ['cells in quotes', ';'],
  ])('does not depend on where the bytes are cut: %s', async (_, separator) => {
    const part = fc.constantFrom(
      'a',
      'é',
      '\n',
      '\r\n',
      '\n\n',
      ' ',
      ';',
      '"',
      '""',
      '"x\ny"',
      '\xff',
      'abc;def\n',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 2 }),
        async (parts, sizes, skip) => {
          const bytes = Buffer.concat(
            parts.map((text) => Buffer.from(text, text === '\xff' ? 'latin1' : 'utf8')),
          )
          const whole = await passed(bytes, [Math.max(1, bytes.length)], separator, skip)
          expect(await passed(bytes, sizes, separator, skip)).toBe(whole)
        },
      ),
      { seed: 20_262, numRuns: 500 },
    )
  })
})
