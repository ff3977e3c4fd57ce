import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Engine } from '../engine/engine'
import { freePort, startEngine } from '../engine/engine'
import { schemaMigrations } from './migrations'
import { renderStatements } from './render'
import type { Warehouse } from './warehouse'
import { connectWarehouse } from './warehouse'

const count = z.object({ n: z.coerce.number() })
const events = (customers: string[]) =>
  customers.map((customer_id, n) => ({
    event_id: `${customer_id}-${n}`,
    event_type: 'invoice.issued',
    occurred_on: '2026-01-01',
    entity_id: 'FR1',
    customer_id,
    invoice_id: `F-${customer_id}`,
    amount: '10.0000',
    currency: 'EUR',
  }))

/** Two engines that know each other as the shards of one cluster; ON CLUSTER itself needs a Keeper. */
describe('the schema on a cluster of two shards', () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-cluster-'))
  const engines: Engine[] = []
  const shards: Warehouse[] = []

  beforeAll(async () => {
    const secret = 'secret'
    const passwordSha256Hex = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'
    const ports = [await freePort(), await freePort()]
    const cluster = { name: 'pair', shards: ports.map((port) => ({ port, user: 'peer', password: secret })) }
    const grants = [{ table: 'relance.events_local', entityIds: null }]
    const users = [{ name: 'peer', passwordSha256Hex, profile: 'app' as const, grants }]
    for (const [index, nativePort] of ports.entries()) {
      const folder = path.join(dataDir, String(index))
      const engine = await startEngine({
        dataDir: folder,
        nativePort,
        cluster,
        users,
        memoryLimitBytes: 1.5e9,
      })
      engines.push(engine)
      shards.push(connectWarehouse(engine))
    }
  })
  afterAll(async () => {
    await Promise.all(shards.map((shard) => shard.close()))
    await Promise.all(engines.map((engine) => engine.stop()))
    fs.rmSync(dataDir, { recursive: true, force: true })
  })

  it('can be created on each shard', async () => {
    for (const shard of shards) {
      await shard.createDatabase('')
      for (const { name, sql } of schemaMigrations()) {
        for (const statement of renderStatements(sql, 'relance', { cluster: 'pair' })) {
          await shard.command({ name, sql: statement.replaceAll('ON CLUSTER pair', '') })
        }
      }
    }
  })

  it('shows every shard the events of all', async () => {
    const parts = [
      ['A', 'B', 'C'],
      ['D', 'E'],
    ]
    for (const [index, shard] of shards.entries()) {
      const body = events(parts[index] ?? [])
      await shard.insert({ name: 'part', table: 'relance.events_local', format: 'JSONEachRow', body })
    }
    for (const shard of shards) {
      const all = await shard.query({
        name: 'all',
        sql: 'SELECT count() AS n FROM relance.events',
        row: count,
      })
      expect(all).toEqual([{ n: 5 }])
    }
  })
})
