import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import type { Warehouse } from '../warehouse/warehouse'
import { eventsCsv, loadText } from './testing'

const test = useWarehouse()
const text = eventsCsv([['i1', 'invoice.issued', '2026-01-13', 'C1', 'F1', '', 100, '2026-02-12', 1]])

/** The warehouse, whose engine restarts before the first statement of this name. */
function restarting(name: string): Warehouse {
  let done = false
  const before = async (statement: { name: string }) => {
    if (done || statement.name !== name) return
    done = true
    await test.engine.restart()
  }
  return new Proxy(test.warehouse, {
    get(target, key) {
      if (key === 'query')
        return (query: Parameters<Warehouse['query']>[0]) => before(query).then(() => target.query(query))
      if (key === 'command')
        return (statement: Parameters<Warehouse['command']>[0]) =>
          before(statement).then(() => target.command(statement))
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

it.each(['load-landed', 'load-insert'])(
  'a load fails rather than count without its rows when the engine restarts before %s, and can be repeated',
  async (name) => {
    await test.reset()
    await expect(loadText(restarting(name), text)).rejects.toThrow('restarted during the load')
    const states = await test.warehouse.query({
      name: 'test',
      sql: 'SELECT state, accepted FROM loads FINAL',
      row: z.object({ state: z.string(), accepted: z.coerce.number() }),
    })
    expect(states).toEqual([{ state: 'failed', accepted: 0 }])
    expect(await loadText(test.warehouse, text)).toMatchObject({ read: 1, accepted: 1 })
  },
)
