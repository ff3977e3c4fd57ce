import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as distributions from './index'

interface Reference {
  source: string
  values: [keyof typeof distributions, number[], number][]
}

const reference = JSON.parse(
  readFileSync(new URL('./reference-values.json', import.meta.url), 'utf8'),
) as Reference

/** Quantities that pass through 0 (logarithms near 1) can only be right in absolute terms there. */
const ABSOLUTE = 1e-14

describe(`distribution functions against ${reference.source}`, () => {
  for (const name of [...new Set(reference.values.map(([name]) => name))]) {
    it(`${name} agrees to 1e-10 relative, far tails included`, () => {
      const compute = distributions[name] as (...args: number[]) => number
      for (const [, args, expected] of reference.values.filter(([other]) => other === name)) {
        const got = compute(...args)
        const delta = Math.abs(got - expected)
        const message = `${name}(${args.join(', ')}): expected ${expected}, got ${got}, delta ${delta}`
        expect(delta <= 1e-10 * Math.abs(expected) + (name.startsWith('log') ? ABSOLUTE : 0), message).toBe(
          true,
        )
      }
    })
  }
})
