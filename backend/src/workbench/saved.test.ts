import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { CatalogueAnswer, DialectAnswer } from './catalogue/catalogue.contract'
import type { SavedQueriesAnswer, SavedQuery, SavedQueryAnswer } from './saved/saved.contract'
import { aPerson } from './testing'
import type { TestPerson } from './testing'

const test = useServer()
const PATH = '/api/workbench/queries'
let ada: TestPerson
let ben: TestPerson
beforeAll(async () => {
  ada = await aPerson(test, 'analyst')
  ben = await aPerson(test, 'analyst')
})

const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T
const saved = (name: string, shared = false) =>
  json<SavedQuery>(ada.request('POST', PATH, { name, shared, sql: 'SELECT {n: UInt8}', params: { n: '1' } }))
const names = async (person: TestPerson) =>
  (await json<SavedQueriesAnswer>(person.request('GET', PATH))).rows.map(({ name }) => name)

describe('a saved query', () => {
  it('is its owner’s until it is shared, and again when that is taken back', async () => {
    const { id } = await saved('Mine')
    expect(await names(ada)).toContain('Mine')
    expect(await names(ben)).not.toContain('Mine')
    expect((await ben.request('GET', `${PATH}/${id}`)).status).toBe(404)
    await ada.request('PATCH', `${PATH}/${id}`, { shared: true })
    expect(await names(ben)).toContain('Mine')
    expect((await ben.request('PATCH', `${PATH}/${id}`, { name: 'Theirs' })).status).toBe(403)
    expect((await ben.request('DELETE', `${PATH}/${id}`)).status).toBe(403)
    await ada.request('PATCH', `${PATH}/${id}`, { shared: false })
    expect(await names(ben)).not.toContain('Mine')
  })

  it('keeps every version, and refuses one written over another', async () => {
    const { id } = await saved('Versions')
    const chart = { kind: 'line', x: 'month', y: ['open'] }
    const second = { sql: 'SELECT 2', version: 1, chart }
    expect((await ada.request('POST', `${PATH}/${id}/versions`, second)).status).toBe(201)
    expect((await ada.request('POST', `${PATH}/${id}/versions`, second)).status).toBe(409)
    const answer = await json<SavedQueryAnswer>(ada.request('GET', `${PATH}/${id}`))
    expect(answer.versions).toMatchObject([
      { version: 2, sql: 'SELECT 2', chart },
      { version: 1, sql: 'SELECT {n: UInt8}', params: { n: '1' }, chart: null },
    ])
  })

  it('is gone when deleted', async () => {
    const { id } = await saved('Gone', true)
    expect((await ada.request('DELETE', `${PATH}/${id}`)).status).toBe(200)
    expect((await ada.request('GET', `${PATH}/${id}`)).status).toBe(404)
  })
})

describe('the catalogue', () => {
  it('shows what the person may read, every table and column with a comment, and the limits', async () => {
    const { tables, limits } = await json<CatalogueAnswer>(ada.request('GET', '/api/workbench/catalogue'))
    const found = tables.map(({ name }) => name)
    expect(found).toEqual(expect.arrayContaining(['customers', 'events_current', 'invoices', 'kpi_daily']))
    expect(found).not.toContain('loads')
    for (const { name, comment, columns, is_view } of tables) {
      if (!is_view) expect(comment, name).not.toBe('')
      for (const column of columns)
        if (name !== 'events_current') expect(column.comment, `${name}.${column.name}`).not.toBe('')
    }
    expect(tables.find(({ name }) => name === 'events')?.columns.map(({ name }) => name)).not.toContain(
      'attributes',
    )
    expect(limits.columns).toBe(1000)
  })

  it('gives a statement for each table that runs as it is', async () => {
    const { tables } = await json<CatalogueAnswer>(ada.request('GET', '/api/workbench/catalogue'))
    for (const { name, example } of tables) {
      const { problem } = await ada.run(example, { day: '2026-03-31', invoice: 'I-1' })
      expect(problem, name).toBeUndefined()
    }
  })
})

describe('the dialect', () => {
  it('tells keywords, types and functions of the engine, without those that are refused', async () => {
    const answer = await json<DialectAnswer>(ada.request('GET', '/api/workbench/dialect'))
    expect(answer.keywords).toEqual(expect.arrayContaining(['SELECT', 'PREWHERE']))
    expect(answer.types).toEqual(expect.arrayContaining(['Date', 'Decimal']))
    const functions = answer.functions.map(({ name }) => name)
    expect(functions).toEqual(expect.arrayContaining(['count', 'toStartOfMonth', 'arrayFold']))
    for (const name of ['file', 'hostName', 'dictGet', 'sleep']) expect(functions).not.toContain(name)
  })
})
