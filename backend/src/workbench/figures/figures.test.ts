import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { ingestStream, undoLoad } from '@relance/pipelines'
import type { Engine, Warehouse } from '@relance/pipelines'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { useServer } from '../../app/testing'
import { ENGINE, WAREHOUSE } from '../../app/tokens'
import { aPerson } from '../testing'
import type { TestPerson } from '../testing'
import { FiguresService } from './figures.service'

const test = useServer()
let analyst: TestPerson

beforeAll(async () => {
  analyst = await aPerson(test, 'analyst')
  await analyst.run('SELECT 1')
})

const about = { customer_id: 'C1', invoice_id: 'F1', currency: 'EUR', amount: '120.00' }
const issued = (entity: string, amount: string) => ({
  ...about,
  event_id: `${entity} ${amount}`,
  event_type: 'invoice.issued',
  entity_id: entity,
  invoice_id: `F${amount}`,
  amount,
  occurred_on: '2026-01-15',
  due_on: '2026-02-15',
})
/** Changes no daily sum. */
const promised = (entity: string) => ({
  ...about,
  event_id: `${entity} promise`,
  event_type: 'promise.made',
  entity_id: entity,
  occurred_on: '2026-02-20',
  attributes: { until: '2026-03-01' },
})

async function load(...events: object[]): Promise<string> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`)
  const wish = { source: 'ndjson', fileName: 'events' }
  const result = await ingestStream(test.server.app.get<Warehouse>(WAREHOUSE), Readable.from(lines), wish)
  expect(result).toMatchObject({ accepted: events.length })
  return result.batch_id
}

/** By creditor, when the figures that count were made; none where there are no figures. */
async function madeAt(view: 'kpi_figures' | 'kpi_presented_figures'): Promise<Record<string, string>> {
  const sql = `SELECT * FROM ${view === 'kpi_figures' ? 'kpis' : 'kpis_presented'}`
  await test.server.app.get(FiguresService).refreshFor(sql)
  const rows = await test.server.app.get<Warehouse>(WAREHOUSE).query({
    name: 'test-made',
    sql: `SELECT entity_id, toString(max(generation)) AS at FROM relance.${view} GROUP BY entity_id HAVING maxIf(generation, kpi != '') = max(generation)`,
    row: z.object({ entity_id: z.string(), at: z.string() }),
  })
  return Object.fromEntries(rows.map(({ entity_id, at }) => [entity_id, at]))
}

/** While the warehouse stands still, so that figures are not made. */
async function standingStill(what: () => Promise<void>): Promise<void> {
  const { pid } = test.server.app.get<Engine>(ENGINE)
  process.kill(pid, 'SIGSTOP')
  try {
    await what()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

it('says that figures are not there yet after a while, and has them for who asks again', async () => {
  const figures = test.server.app.get(FiguresService)
  await standingStill(async () => {
    const asked = figures.refreshFor('SELECT * FROM kpis', undefined, 0.3)
    await expect(asked).rejects.toMatchObject({ code: 'sql/figures-not-yet', status: 503, retryAfter: 5 })
  })
  await figures.refreshFor('SELECT * FROM kpis')
  expect((await analyst.run('SELECT count() FROM kpis')).problem).toBeUndefined()
})

it('lets go of who cancels while figures are made', async () => {
  const id = randomUUID()
  await standingStill(async () => {
    const asked = analyst.run('SELECT * FROM kpis_presented', {}, { id })
    const cancelled = async () => (await analyst.request('DELETE', `/api/workbench/runs/${id}`)).status
    await expect.poll(cancelled, { timeout: 10_000 }).toBe(200)
    expect((await asked).problem?.code).toBe('sql/cancelled')
  })
})

it('makes figures anew of creditors whose data have changed, and of no other', async () => {
  await load(issued('FR01', '100.00'), issued('FR02', '200.00'))
  const first = await madeAt('kpi_figures')
  const together = await madeAt('kpi_presented_figures')
  expect(Object.keys(first).sort()).toEqual(['FR01', 'FR02'])
  expect(Object.keys(together).sort()).toEqual(['', 'FR01', 'FR02'])
  expect(await madeAt('kpi_figures')).toEqual(first)

  await load(promised('FR02'))
  const second = await madeAt('kpi_figures')
  expect(second['FR01']).toBe(first['FR01'])
  expect(Number(second['FR02'])).toBeGreaterThan(Number(first['FR02']))
  const after = await madeAt('kpi_presented_figures')
  expect(after['FR01']).toBe(together['FR01'])
  for (const whose of ['', 'FR02']) expect(Number(after[whose])).toBeGreaterThan(Number(together[whose]))
})

it('has no figures left of a creditor of whom nothing is left', async () => {
  const other = await load(issued('FR03', '300.00'))
  const count = `SELECT count() FROM kpis WHERE entity_id = 'FR03'`
  expect(Number((await analyst.run(count)).rows[0]?.[0])).toBeGreaterThan(0)
  await undoLoad(test.server.app.get<Warehouse>(WAREHOUSE), other)
  expect((await analyst.run(count)).rows[0]?.[0]).toBe('0')
})
