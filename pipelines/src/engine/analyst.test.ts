import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { AnalystScope } from './analyst'
import { analystUser } from './analyst'
import { useWarehouse } from './testing'

/** The tables of one server; what people read on shards is tried in backend/src/workbench/on-shards.test.ts. */
const test = useWarehouse({ shards: 1 })
const secret = Buffer.from('of this installation')
const user = (scope: Partial<AnalystScope>) =>
  analystUser({ entityIds: null, contacts: false, ...scope }, secret)

describe('the engine user of a scope', () => {
  it('is the same for the same entities in whatever order, and another for other rights', () => {
    expect(user({ entityIds: ['B', 'A', 'A'] })).toEqual(user({ entityIds: ['A', 'B'] }))
    const different = [{}, { contacts: true }, { entityIds: [] }, { entityIds: ['A'] }].map(user)
    expect(new Set(different.map(({ name }) => name)).size).toBe(4)
    expect(new Set(different.map(({ password }) => password)).size).toBe(4)
  })

  it('has a filter of rows for every table but the numbers of hidden loads', () => {
    const open = user({ entityIds: ['A'] }).grants.filter(({ entityIds }) => entityIds === null)
    expect(open.map(({ table }) => table)).toEqual(['relance.hidden_loads'])
  })

  it('is granted tables and views that exist and have an entity', async () => {
    const rows = await test.warehouse.query({
      name: 'test-tables',
      sql: `SELECT table, groupArray(name) AS columns FROM system.columns WHERE database = 'relance' GROUP BY table`,
      row: z.object({ table: z.string(), columns: z.array(z.string()) }),
    })
    const columns = new Map(rows.map((row) => [`relance.${row.table}`, row.columns]))
    for (const grant of user({ entityIds: ['A'] }).grants) {
      const there = columns.get(grant.table) ?? []
      if (grant.entityIds) expect(there, grant.table).toContain('entity_id')
      expect(there, grant.table).toEqual(expect.arrayContaining(grant.columns ?? ['batch_id'].slice(1)))
      expect(there.length, grant.table).toBeGreaterThan(0)
    }
  })

  it('sees all columns of an event but its attributes', async () => {
    const [row] = await test.warehouse.query({
      name: 'test-event-columns',
      sql: `SELECT groupArray(name) AS columns FROM system.columns WHERE database = 'relance' AND table = 'events'`,
      row: z.object({ columns: z.array(z.string()) }),
    })
    const granted = user({}).grants.find(({ table }) => table === 'relance.events')?.columns
    expect([...(granted ?? []), 'attributes'].sort()).toEqual(row?.columns.sort())
  })
})
