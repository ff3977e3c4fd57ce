import { beforeAll, describe, expect, inject, it } from 'vitest'
import { useServer } from '../app/testing'
import { hostile } from './hostile.fixture'
import { aPerson, fillEveryTable } from './testing'
import type { TestPerson } from './testing'

/** One person may see entity MINE only; every table has a row of MINE and one of OTHER. */
const test = useServer()
const onShards = inject('shards') > 1
const OTHER = 'zzz-of-the-other'
const OTHER_AMOUNT = '73519.7300'
let analyst: TestPerson
let tables: string[]

beforeAll(async () => {
  tables = await fillEveryTable(test.server, 'MINE', 'own-mark', '11.0000')
  await fillEveryTable(test.server, 'OTHER', OTHER, OTHER_AMOUNT)
  analyst = await aPerson(test, 'analyst', ['MINE'])
})

const shows = (text: string) => text.includes(OTHER) || text.includes('73519')

describe('hostile statements', () => {
  it('are at least eighty', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(80)
  })

  it.each(hostile)('$name: $expected', async ({ sql, params, ...answers }) => {
    const expected = onShards ? (answers.onShards ?? answers.expected) : answers.expected
    const [result, meanwhile] = await Promise.all([
      analyst.run(sql, params ?? {}),
      test.asOwner('GET', '/api/entities'),
    ])
    expect(meanwhile.status).toBe(200)
    expect(shows(result.text)).toBe(false)
    // paths, versions and names of engine users stay inside
    expect(result.problem?.detail ?? '').not.toMatch(
      /\/(tmp|home|var|proc|root)\/|analyst_[0-9a-f]{8}|version \d/,
    )
    if (expected.startsWith('own ')) {
      expect(result.problem).toBeUndefined()
      expect(JSON.stringify(result.rows)).toBe(expected.slice(4))
    } else {
      expect(result.problem?.code).toMatch(new RegExp(`^(${expected})$`))
    }
  })
})

describe('what an analyst of one entity reads', () => {
  it('is rows of that entity in every table, or nothing', async () => {
    expect(tables.length).toBeGreaterThan(15)
    for (const table of [...tables, 'events_current', 'invoice_flows', 'data_days']) {
      const result = await analyst.run(`SELECT DISTINCT entity_id FROM ${table}`)
      const entities = result.rows.flat()
      if (result.problem) expect(result.problem.code, table).toBe(onShards ? 'sql/syntax' : 'sql/refused')
      else
        expect(
          entities.filter((entity) => entity !== 'MINE'),
          table,
        ).toEqual([])
    }
  })

  it('holds no contact data, which administrators read, and analysts to whom it was granted', async () => {
    const statement = 'SELECT attributes FROM events LIMIT 1'
    expect((await analyst.run(statement)).problem?.code).toBe('sql/refused')
    for (const person of [await aPerson(test, 'admin'), await aPerson(test, 'analyst', null, true)])
      expect((await person.run(statement)).rows).toHaveLength(1)
  })

  it('is nothing for a role without SQL', async () => {
    const agent = await aPerson(test, 'agent')
    expect((await agent.run('SELECT 1')).problem?.code).toBe('auth/not-allowed')
  })
})
