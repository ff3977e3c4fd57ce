import { Readable } from 'node:stream'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { ShardedEngine } from '../engine/testing-shards'
import { useWarehouse } from '../engine/testing'
import { ingestStream } from '../ingest'
import { eventsCsv, loadText } from '../ingest/testing'
import { undoLoad } from '../ingest/undo'
import { computeKpis } from '../kpis'
import { addDays } from '../kpis/days'
import { eventsOf, randomHistory, SPAN, START } from '../kpis/testing/random-history'
import { findCluster } from './cluster'
import { migrate } from './migrate'
import { shardedTables } from './shards'
import type { Warehouse } from './warehouse'
import { connectWarehouse } from './warehouse'

const SEED = 20_260_101
const HISTORIES = 6
/** One of each way to read: totals, days, single customers, reminders; the whole suite can run on shards too. */
const CUTS = ['nothing', 'country', 'customer', 'campaign'] as const
const histories = fc.sample(randomHistory, { seed: SEED, numRuns: HISTORIES })
const anything = z.record(z.string(), z.unknown())
const day = (offset: number) => addDays(START, offset)

const one = useWarehouse({ shards: 1 })
const two = useWarehouse({ shards: 2 })

/** Shuffled, in two loads that overlap, of which the first is taken back; and a customer who was corrected. */
async function live(warehouse: Warehouse): Promise<void> {
  const lines = histories.flatMap((history, index) =>
    eventsOf(`E${index}`, history).map((event) => JSON.stringify(event)),
  )
  const [order = lines] = fc.sample(fc.shuffledSubarray(lines, { minLength: lines.length }), {
    seed: SEED,
    numRuns: 1,
  })
  const reminders = ['CA', 'CB'].map((campaign_id, index) => ({
    ...{ event_id: `r${index}`, event_type: 'reminder.sent', occurred_on: day(50), entity_id: 'E0' },
    ...{ customer_id: `c${index}`, reminder_id: `R${index}`, campaign_id, channel: 'email', tone: 'firm' },
    ...{ step: 1, amount: '0.10', currency: 'EUR' },
  }))
  const load = (part: string[], fileName: string) =>
    ingestStream(warehouse, Readable.from([part.join('\n') + '\n']), {
      ...{ fileName, source: 'ndjson', historyFrom: '2020-01-01' },
    })
  const half = Math.floor(order.length / 2)
  const first = await load(order.slice(0, half), 'first.ndjson')
  const second = await load(order.slice(half - 100), 'second.ndjson')
  expect(second.duplicates).toBeGreaterThan(0)
  // From a customer of one shard to one of the other, by a correction; a payment that waits for its invoice.
  const invoice = (customer: string, version: number) =>
    ['moved', 'invoice.issued', '2024-02-01', customer, 'M1', '', 50, '2024-03-01', version] as const
  const payment = ['waits', 'payment.received', '2024-03-10', '', 'M2', 'PW', 20, '', 1]
  const late = ['late', 'invoice.issued', '2024-02-01', 'mover-2', 'M2', '', 20, '2024-03-01', 1]
  await loadText(warehouse, eventsCsv([[...invoice('mover-1', 1)], payment]))
  await loadText(warehouse, eventsCsv([[...invoice('mover-2', 2)], late]))
  await load(
    reminders.map((event) => JSON.stringify(event)),
    'reminders.ndjson',
  )
  await undoLoad(warehouse, first.batch_id)
}

const rows = (warehouse: Warehouse, sql: string) => warehouse.query({ name: 'test', sql, row: anything })

/** Numbers without the last digits, which depend on the order in which they were added up. */
const rounded = (list: unknown) =>
  JSON.parse(
    JSON.stringify(list, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(10)) : value,
    ),
  ) as unknown

const inOrder = (list: Record<string, unknown>[]) =>
  list.map((row) => JSON.stringify(rounded(row))).sort((a, b) => (a < b ? -1 : 1))

describe('two shards hold and tell what one server does', () => {
  beforeAll(() => Promise.all([one, two].map(({ warehouse }) => live(warehouse))))

  it('with each customer on one shard, and some on each', async () => {
    for (const table of Object.keys(shardedTables).filter((name) => !name.endsWith('_stage'))) {
      for (const [index, shard] of (two.warehouse.shards ?? []).entries()) {
        const bucket = table === 'verdicts' ? 'cityHash64(customer_id) % 16' : 'bucket'
        const found = await rows(shard, `SELECT DISTINCT ${bucket} % 2 AS place FROM relance.${table}`)
        expect(found, `${table} of shard ${index + 1}`).toEqual(found.length === 0 ? [] : [{ place: index }])
        if (['events', 'invoices', 'kpi_daily'].includes(table)) expect(found, table).toHaveLength(1)
      }
    }
  })

  it('knows every table with a bucket', async () => {
    const found = await rows(
      one.warehouse,
      `SELECT table FROM system.columns WHERE database = 'relance' AND name = 'bucket'
        AND table NOT IN ('waiting_events', 'events_current', 'invoice_flows') ORDER BY table`,
    )
    expect(found.map(({ table }) => table)).toEqual(
      Object.keys(shardedTables)
        .filter((name) => name !== 'verdicts')
        .sort(),
    )
  })

  it('row by row in every derived table, and in the views', async () => {
    const unlike = 'EXCEPT (recorded_at, batch_id, attributes)'
    const columns = (table: string) => (table.startsWith('events') ? `* ${unlike}` : '*')
    const tables = [...Object.keys(shardedTables), 'events_current', 'invoice_flows', 'data_days']
    for (const table of tables.filter((name) => name !== 'events' && !name.endsWith('_stage'))) {
      const sql = `SELECT ${columns(table)} FROM relance.${table}`
      const [alone, shared] = await Promise.all([one, two].map(({ warehouse }) => rows(warehouse, sql)))
      expect(inOrder(shared ?? []), table).toEqual(inOrder(alone ?? []))
    }
  })

  it.each(CUTS)('in every KPI, cut by %s', async (by) => {
    const question = { from: day(40), asOf: day(SPAN - 60), ...(by === 'nothing' ? {} : { by }) }
    const [alone, shared] = await Promise.all(
      [one, two].map(({ warehouse }) => computeKpis(warehouse, question)),
    )
    expect(alone?.length).toBeGreaterThan(by === 'campaign' ? 1 : 20)
    expect(inOrder((shared ?? []) as never)).toEqual(inOrder((alone ?? []) as never))
  })

  it('and is found the same when it is opened again', async () => {
    const { already } = await migrate(two.warehouse)
    expect(already.length).toBeGreaterThan(10)
    const sql = 'SELECT count() AS n FROM relance.events_current'
    expect(await rows(two.warehouse, sql)).toEqual(await rows(one.warehouse, sql))
  })
})

describe('servers that are not what they should be', () => {
  const engine = () => two.engine as ShardedEngine
  const opened = async <T>(warehouse: Warehouse, work: (warehouse: Warehouse) => Promise<T>) => {
    try {
      return await work(warehouse)
    } finally {
      await warehouse.close()
    }
  }

  it('are told by name: no such cluster, another shard, another order, too few addresses', async () => {
    const { name, servers } = engine().cluster
    const [first, second] = servers
    if (!first || !second) throw new Error('there are two')
    await expect(findCluster(first, 'nothing')).rejects.toThrow('knows no cluster "nothing"')
    await expect(findCluster(second, name)).rejects.toThrow('must name the first shard')
    await expect(findCluster(first, name, [first.url, first.url])).rejects.toThrow(
      'says that it is its shard 1',
    )
    await expect(findCluster(first, name, [first.url])).rejects.toThrow('names 1 servers')
  })

  it('are not used with data that lie elsewhere: without the cluster, or with shards in another order', async () => {
    const { cluster, url, username, password } = engine()
    const server = { url, username, password }
    await expect(opened(connectWarehouse(server), migrate)).rejects.toThrow('set RELANCE_CLUSTER')
    const turned = { ...cluster, servers: [...cluster.servers].reverse() }
    await expect(opened(connectWarehouse({ ...server, cluster: turned }), migrate)).rejects.toThrow(
      'customers of another shard',
    )
    const alone = { url: one.engine.url, username: one.engine.username, password: one.engine.password }
    await expect(opened(connectWarehouse({ ...alone, cluster }), migrate)).rejects.toThrow(
      'without a cluster',
    )
  })
})
