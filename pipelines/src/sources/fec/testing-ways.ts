import { Readable } from 'node:stream'
import { z } from 'zod'
import { ingestStream } from '../../ingest'
import type { IngestOptions, IngestResult } from '../../ingest/ingest.contract'
import type { Warehouse } from '../../warehouse/warehouse'
import { WarehouseError } from '../../warehouse/warehouse-error'

/** More than the sample from which it is told how a file is written: only a larger one may be read quickly. */
export const HEAD_BYTES = 300_000

export interface Way {
  result: IngestResult
  /** how often the bytes were read: once, or a second time with care */
  landed: number
  /** records that the quick reading found something wrong with; null where it did not come so far */
  objected: number[] | null
}

interface Told {
  name?: string
  sql?: string
  format?: string
}

/**
 * Test aid: loads a ledger, and sees what the quick reading thinks of it.
 * @param way `careful`: the quick reading fails, so that the same bytes are read with care
 */
export async function loadEitherWay(
  warehouse: Warehouse,
  bytes: Buffer,
  way: 'quick' | 'careful' = 'quick',
  options: Partial<IngestOptions> = {},
): Promise<Way> {
  const seen = { landed: 0, objected: null as number[] | null }
  const before = async ({ name = '', sql = '', format }: Told) => {
    if (name === 'load-land' && format === 'LineAsString' && way === 'careful')
      throw new WarehouseError('warehouse/failed', name, null, 'not to be read quickly')
    if (name === 'load-land') seen.landed += 1
    const [, problems] = /FROM (\S+_problems)/.exec(sql) ?? []
    if (name === 'load-quick' && problems) seen.objected = await objections(warehouse, problems)
  }
  const watched = new Proxy(warehouse, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      const call = (args: unknown[]) => Reflect.apply(value, target, args) as unknown
      return ['query', 'insert'].includes(String(name))
        ? async (...args: [Told]) => before(args[0]).then(() => call(args))
        : (...args: unknown[]) => call(args)
    },
  })
  const input = Readable.from([bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES)])
  const result = await ingestStream(watched, input, { fileName: '123456789FEC20251231.txt', ...options })
  return { result, ...seen }
}

async function objections(warehouse: Warehouse, problems: string): Promise<number[]> {
  const rows = await warehouse.query({
    name: 'test-objections',
    sql: `SELECT line FROM ${problems} WHERE ignored = '' ORDER BY line`,
    row: z.object({ line: z.coerce.number() }),
  })
  return rows.map(({ line }) => line)
}
