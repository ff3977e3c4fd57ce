import { randomUUID } from 'node:crypto'
import type { Server } from '../app/server'
import { WAREHOUSE } from '../app/tokens'
import type { TestServer } from '../app/testing'
import type { User } from '../auth/auth.contract'
import { signedIn } from '../auth/testing'
import type { Problem } from '../http/problem.contract'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import type { ResultColumn, RunEnd, RunProgress } from './runs/runs.contract'

/** What a run brought. */
export interface RunResult {
  columns: ResultColumn[]
  rows: unknown[][]
  progress: RunProgress[]
  end: RunEnd | undefined
  problem: Problem | undefined
  /** the whole answer as it came */
  text: string
}

/** Test aid: a person with a session, who asks the API. */
export interface TestPerson {
  readonly id: string
  request(method: string, path: string, body?: unknown): Promise<Response>
  run(
    sql: string,
    params?: Record<string, string>,
    more?: { id?: string; max_rows?: number },
  ): Promise<RunResult>
}

export async function aPerson(
  test: TestServer,
  role: User['role'],
  entities: string[] | null = null,
  contacts = false,
): Promise<TestPerson> {
  const { id, cookie } = await signedIn(test, role, entities, contacts)
  const request = (method: string, path: string, body?: unknown) =>
    fetch(test.server.address + path, {
      method,
      headers: {
        cookie,
        'x-relance-request': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    id,
    request,
    async run(sql, params = {}, more = {}) {
      const ask = async () => {
        const answer = await request('POST', '/api/workbench/runs', {
          id: randomUUID(),
          sql,
          params,
          ...more,
        })
        return resultOf(await answer.text())
      }
      const result = await ask()
      // on a busy machine figures of KPIs may take longer than a statement waits
      return result.problem?.code === 'sql/figures-not-yet' ? ask() : result
    },
  }
}

function resultOf(text: string): RunResult {
  const result: RunResult = { columns: [], rows: [], progress: [], end: undefined, problem: undefined, text }
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const part = JSON.parse(line) as Partial<Omit<RunResult, 'progress'>> & {
      progress?: RunProgress
      code?: string
    }
    if (part.code !== undefined) result.problem = part as unknown as Problem
    if (part.progress) result.progress.push(part.progress)
    if (part.columns) result.columns = part.columns
    for (const row of part.rows ?? []) result.rows.push(row)
    if (part.end) result.end = part.end
    if (part.problem) result.problem = part.problem
  }
  return result
}

const column = z.object({ table: z.string(), name: z.string(), type: z.string() })

/**
 * Test aid: one row of an entity in each table of the warehouse that has the column `entity_id`; every text of it is
 * `mark`, every amount `amount`.
 * @returns the tables
 */
export async function fillEveryTable(
  server: Server,
  entityId: string,
  mark: string,
  amount: string,
): Promise<string[]> {
  const warehouse = server.app.get<Warehouse>(WAREHOUSE)
  const columns = await warehouse.query({
    name: 'test-columns',
    // On shards, what stands above a view is no table.
    sql: `SELECT c.table AS table, c.name AS name, c.type AS type FROM system.columns AS c
      INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
      WHERE c.database = {database: String} AND c.default_kind = '' AND (t.engine LIKE '%MergeTree'
        OR t.engine = 'Distributed' AND t.name NOT IN (
          SELECT name FROM system.tables WHERE database = {local: String} AND engine = 'View'))`,
    params: { database: warehouse.database, local: `${warehouse.peopleDatabase}_local` },
    row: column,
  })
  const tables = new Map<string, { name: string; type: string }[]>()
  for (const { table, ...rest } of columns) tables.set(table, [...(tables.get(table) ?? []), rest])
  const filled: string[] = []
  for (const [table, list] of tables) {
    if (!list.some(({ name }) => name === 'entity_id') || table.endsWith('_stage')) continue
    const row: Record<string, unknown> = {}
    for (const { name, type } of list) {
      if (type === 'String' || type === 'LowCardinality(String)') row[name] = mark
      if (type.startsWith('Decimal(18')) row[name] = amount
    }
    await warehouse.insert({
      name: 'test-fill',
      table,
      format: 'JSONEachRow',
      // a load that is not accepted would hide the events
      body: [{ ...row, ...(table === 'loads' ? { state: 'accepted' } : {}), entity_id: entityId }],
    })
    filled.push(table)
  }
  return filled
}
