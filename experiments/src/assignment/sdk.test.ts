import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bucketOf, meetsCondition, OfflineGrowthBook } from './sdk'
import { equalWeights } from './weights'
import type { GrowthBookPayload, OfflineOptions, StickyDocument } from './sdk'

const path = '../shared/oracle/growthbook_sdk_cases.json'
const present = existsSync(path)
if (!present) console.log(`skipped: ${path} is not there, so the SDK's own vectors cannot be run`)

type Json = Record<string, unknown>
type Experiment = Parameters<OfflineGrowthBook['runExperiment']>[0]
type Range = readonly [number, number]
interface Context extends OfflineOptions {
  attributes?: Json
  url?: string
}

const cases = (present ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Record<
  string,
  unknown[][] | undefined
>
const group = <T extends unknown[]>(name: string) => (cases[name] ?? []) as T[]

/** Context of the vectors → our payload, options and user. */
function split({ attributes = {}, url, enabled, qaMode, forcedVariations, ...payload }: Context) {
  const options = {
    ...(enabled === undefined ? {} : { enabled }),
    ...(qaMode === undefined ? {} : { qaMode }),
    ...(forcedVariations === undefined ? {} : { forcedVariations }),
  }
  return {
    sdk: new OfflineGrowthBook(payload as GrowthBookPayload, options),
    user: { attributes, ...(url === undefined ? {} : { url }) },
  }
}

/** 10,000 ids, one for each bucket that version 2 can give under the seed `probe` (where one was found). */
function idsByBucket(): ReadonlyMap<number, string> {
  const sdk = new OfflineGrowthBook({})
  const found = new Map<number, string>()
  for (let i = 0; i < 60_000; i++) {
    const experiment: Experiment = { key: 'probe', hashVersion: 2, variations: [0, 1] }
    const { bucket } = sdk.runExperiment(experiment, { attributes: { id: `c${i}` } }).result
    if (bucket !== undefined && !found.has(bucket)) found.set(bucket, `c${i}`)
  }
  return found
}

// Left out: decrypt (10) — a payload is never encrypted where nothing is downloaded, and the wrapper
// refuses one; urlRedirect (4) — rewrites addresses of a browser's pages, which this product has none of.
describe.skipIf(!present)("GrowthBook's own vectors through the wrapper", () => {
  // Some vectors are malformed on purpose, and the SDK complains about each on the console.
  beforeAll(() => void vi.spyOn(console, 'error').mockReturnValue())
  afterAll(() => void vi.restoreAllMocks())

  it.each(group<[string, Json, Json, boolean, Json?]>('evalCondition'))(
    'evalCondition: %s',
    (_, condition, attributes, expected, groups) => {
      expect(meetsCondition(attributes, condition, groups ?? {})).toBe(expected)
    },
  )

  it.each(group<[string, string, number, number | null]>('hash'))(
    'hash: %j of %j, version %i',
    (seed, value, version, expected) => {
      expect(bucketOf(seed, value, version)).toBe(expected)
    },
  )

  it.each(group<[string, Context, string, Json]>('feature'))('feature: %s', (_, context, key, expected) => {
    const { sdk, user } = split(context)
    expect(sdk.evaluateFeature(key, user).result).toEqual(expected)
  })

  it.each(group<[string, Context, string, Json]>('contextualBandit'))(
    'contextual bandit: %s',
    (_, context, key, expected) => {
      const { sdk, user } = split(context)
      expect(sdk.evaluateFeature(key, user).result).toEqual(expected)
    },
  )

  it.each(group<[string, Context, Experiment, unknown, boolean, boolean]>('run'))(
    'run: %s',
    (_, context, experiment, value, inExperiment, hashUsed) => {
      const { sdk, user } = split(context)
      expect(sdk.runExperiment(experiment, user).result).toMatchObject({ value, inExperiment, hashUsed })
    },
  )

  it.each(
    group<[string, Context, StickyDocument[], string, Json | null, Record<string, StickyDocument>]>(
      'stickyBucket',
    ),
  )('sticky bucket: %s', (_, context, documents, key, expected, after) => {
    const { sdk, user } = split(context)
    const { result, stickyDocuments } = sdk.evaluateFeature(key, { ...user, stickyDocuments: documents })
    expect(result.experimentResult ?? null).toEqual(expected)
    for (const [name, document] of Object.entries(after)) {
      const found = stickyDocuments.find((d) => `${d.attributeName}||${d.attributeValue}` === name)
      expect(found, name).toEqual(document)
    }
  })

  it.each(group<[string, string, [string, number, number], boolean]>('inNamespace'))(
    'namespace: %s',
    (_, id, namespace, expected) => {
      const { sdk, user } = split({ attributes: { id } })
      const experiment = { key: 'any', variations: [0, 1], namespace } as Experiment
      expect(sdk.runExperiment(experiment, user).result.inExperiment).toBe(expected)
    },
  )

  it.each(group<[string, string, string, number, number | null]>('getQueryStringOverride'))(
    'query string: %s',
    (_, key, url, count, expected) => {
      const { sdk, user } = split({ attributes: {}, url })
      const variations = Array.from({ length: count }, (__, i) => i) as [number, number]
      // Without a hash attribute nothing but the query string can put anybody in.
      const { result } = sdk.runExperiment({ key, variations }, user)
      expect(result.inExperiment ? result.variationId : null).toBe(expected)
    },
  )

  it.each(group<[number, number[]]>('getEqualWeights'))('equal weights of %i', (n, expected) => {
    const got = equalWeights(n)
    expect(got.length).toBe(expected.length)
    got.forEach((weight, i) => expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 7))
  })

  describe('through drawn customers, since the SDK exports no function for them', () => {
    const ids = present ? idsByBucket() : new Map<number, string>()
    const draw = (experiment: Partial<Experiment>, bucket: number) => {
      const id = ids.get(bucket)
      if (id === undefined) return undefined
      const { sdk, user } = split({ attributes: { id } })
      const full = { key: 'probe', hashVersion: 2, variations: [0, 1], ...experiment } as Experiment
      const { result } = sdk.runExperiment(full, user)
      return result.inExperiment ? result.variationId : -1
    }
    const inside = (n: number, [from, to]: Range) => n >= from && n < to

    it.each(group<[string, number, Range[], number]>('chooseVariation'))(
      'choose variation: %s',
      (_, n, ranges, expected) => {
        const variations = Array.from({ length: Math.max(2, ranges.length) }, (__, i) => i) as [
          number,
          number,
        ]
        expect(draw({ variations, ranges: ranges as [number, number][] }, n)).toBe(expected)
      },
    )

    it.each(group<[string, [number, number, number[] | null], Range[]]>('getBucketRange'))(
      'bucket ranges: %s',
      (_, [count, coverage, weights], ranges) => {
        const variations = Array.from({ length: count }, (__, i) => i) as [number, number]
        let compared = 0
        for (let tick = 0; tick < 10_000; tick += 23) {
          const n = tick / 10_000
          // Some expected bounds are printed rounded: a bucket on one is no witness.
          if (ranges.some((range) => range.some((bound) => Math.abs(bound - n) < 1e-4))) continue
          const got = draw({ variations, coverage, ...(weights ? { weights } : {}) }, n)
          if (got === undefined) continue
          expect(got, `bucket ${n}`).toBe(ranges.findIndex((range) => inside(n, range)))
          compared++
        }
        expect(compared).toBeGreaterThan(300)
      },
    )
  })
})

it('refuses an encrypted payload', () => {
  expect(() => new OfflineGrowthBook({ encryptedFeatures: 'x.y' })).toThrow(RangeError)
})
