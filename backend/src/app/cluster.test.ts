import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { startShards } from '@relance/pipelines/testing-shards'
import type { ShardedEngine } from '@relance/pipelines/testing-shards'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config/config'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { KpisAnswer } from '../kpis/kpis.contract'
import type { OverviewAnswer } from '../kpis/overview.contract'
import type { ReceivablesAnswer } from '../receivables/receivables.contract'
import { startForCommand } from './server'
import type { Server } from './server'

const period = 'as_of=2026-05-31&entity=DEMO'
const cents = (amount: unknown) => Math.round(Number(amount) * 100)

describe('the product with the servers of a ClickHouse cluster', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-cluster-'))
  const data = path.join(folder, 'data')
  let engine: ShardedEngine
  let server: Server
  const begin = async () => {
    server = await startForCommand(readConfig({ data }, engine.environment), () => undefined)
  }
  const ask = async (method: string, address: string, body?: unknown) => {
    const response = await fetch(server.address + address, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const get = async <T>(address: string) => (await ask('GET', address)).body as T

  beforeAll(async () => {
    engine = await startShards(2, { dataDir: folder, memoryLimitBytes: 2e9 })
    await begin()
    const wishes = { customers: 12, months: 6, seed: 3, today: '2026-06-30' }
    const { body } = await ask('POST', '/api/demo', wishes)
    expect(await server.app.get(JobBoard).ended((body as Job).id)).toMatchObject({ state: 'done' })
  })
  afterAll(async () => {
    await server.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  it('gives the same open amount in figures, Overview and receivables, also after it was started again', async () => {
    const told = async () => {
      const { rows } = await get<KpisAnswer>(`/api/kpis?${period}&kpi=open`)
      const overview = await get<OverviewAnswer>(`/api/overview?${period}`)
      const list = await get<ReceivablesAnswer>(`/api/receivables?${period}&limit=500`)
      return [
        cents(rows.find(({ kpi }) => kpi === 'open')?.value),
        cents(overview.current.find(({ kpi }) => kpi === 'open')?.value),
        list.rows.reduce((sum, row) => sum + cents(row.open), 0),
      ]
    }
    const [open = 0, ...others] = await told()
    expect(open).toBeGreaterThan(0)
    expect(others).toEqual([open, open])
    await server.close()
    await begin()
    expect(await told()).toEqual([open, open, open])
  })

  it('has customers on both', async () => {
    for (const shard of server.stores.warehouse.shards ?? []) {
      const sql = 'SELECT 1 AS one FROM relance.invoices LIMIT 1'
      expect(await shard.exportStream({ name: 'test', sql, format: 'CSV' }).then(text)).toBe('1\n')
    }
    expect(server.stores.warehouse.shards).toHaveLength(2)
  })
})
