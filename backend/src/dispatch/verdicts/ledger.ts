import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { eq, inArray } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { verdictBatches } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { CancelledMessage } from '../events/teller'
import type { Db, Transaction } from '../outbox/outbox'
import correctSql from './queries/correct.sql?raw'
import spreadSql from './queries/spread.sql?raw'
import type { VerdictLines } from './verdict-lines'

/** Each insert makes a part of the table, so several batches share one. */
const BATCHES_AT_ONCE = 32

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/**
 * The ledger of verdicts. They are kept in the planner's transaction together with the messages, and go to the
 * warehouse from there; a crash between the two writes the same rows again, which changes nothing.
 */
export class VerdictLedger {
  constructor(
    private readonly db: Metadata['db'],
    private readonly warehouse: Warehouse,
  ) {}

  /** Keeps verdicts in the planner's transaction; `packed` comes from `packed`. */
  async keep(tx: Transaction | Db, day: string, verdicts: number, packed: Buffer): Promise<void> {
    await tx.insert(verdictBatches).values({ day, verdicts, lines: packed })
  }

  /** Writes what is kept to the warehouse, oldest first. @returns number of verdicts. @throws WarehouseError */
  async flush(): Promise<number> {
    let written = 0
    for (;;) {
      const batches = await this.db
        .select({ id: verdictBatches.id, verdicts: verdictBatches.verdicts })
        .from(verdictBatches)
        .orderBy(verdictBatches.id)
        .limit(BATCHES_AT_ONCE)
      const ids = batches.map(({ id }) => id)
      if (ids.length === 0) return written
      await this.warehouse.insert({
        name: 'verdicts',
        table: 'relance.verdicts',
        select: spreadSql,
        format: 'JSONEachRow',
        body: Readable.from(this.#lines(ids)),
      })
      await this.db.delete(verdictBatches).where(inArray(verdictBatches.id, ids))
      written += batches.reduce((sum, { verdicts }) => sum + verdicts, 0)
    }
  }

  /** Lines of batches, one batch in memory at a time. */
  async *#lines(ids: readonly number[]): AsyncGenerator<Buffer> {
    for (const id of ids) {
      const [batch] = await this.db.select().from(verdictBatches).where(eq(verdictBatches.id, id))
      if (batch) yield await unpack(batch.lines)
    }
  }

  /** Puts the reason in place of a message that was cancelled before it went out. @throws WarehouseError */
  async correct(cancelled: readonly CancelledMessage[], at: Date): Promise<void> {
    if (cancelled.length === 0) return
    await this.flush()
    await this.warehouse.command({
      name: 'verdicts-correct',
      sql: correctSql,
      params: {
        entities: cancelled.map(({ entityId }) => entityId),
        days: cancelled.map(({ day }) => day),
        customers: cancelled.map(({ customerId }) => customerId),
        campaigns: cancelled.map(({ campaignId }) => campaignId),
        reasons: cancelled.map(({ reason }) => reason),
        revision: at.getTime(),
      },
    })
  }
}

/** Lines of verdicts for `VerdictLedger.keep`; made outside of the transaction, which others wait for. */
export const packed = (lines: VerdictLines): Promise<Buffer> => pack(Buffer.from(lines.text()), { level: 1 })
