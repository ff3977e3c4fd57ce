import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import type { Transaction } from '../outbox/outbox'

const KEY = 'dispatch:planner'

/**
 * Makes this backend the one that plans, for so long; the clock is that of the database. A lock of a session would
 * not do: the embedded store has one session for everybody.
 * @returns false when another backend plans
 */
export async function holdLease(db: Metadata['db'], worker: string, seconds: number): Promise<boolean> {
  const value = sql`jsonb_build_object('by', ${worker}::text,
    'until', extract(epoch from clock_timestamp()) + ${seconds}::float8)`
  const result = await db.execute(sql`
    insert into settings (key, value) values (${KEY}, ${value})
    on conflict (key) do update set value = excluded.value, updated_at = now()
      where settings.value ->> 'by' = ${worker}
        or (settings.value ->> 'until')::float8 < extract(epoch from clock_timestamp())
    returning key`)
  return result.rows.length > 0
}

/** Another backend plans, or has planned, since this one last said that it does. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/**
 * Lengthens the lease that this backend has, also one that ran out and that nobody took. In a transaction its row stays
 * locked to the end, so that what two backends plan is written one after the other, and only by the one whose it is.
 * @throws LeaseLost
 */
export async function renewLease(
  db: Pick<Metadata['db'] | Transaction, 'execute'>,
  worker: string,
  seconds: number,
): Promise<void> {
  const { rowCount } = await db.execute(sql`
    update settings set updated_at = now(), value = jsonb_set(value, '{until}',
      to_jsonb(extract(epoch from clock_timestamp()) + ${seconds}::float8))
    where key = ${KEY} and value ->> 'by' = ${worker}`)
  if (rowCount === 0) throw new LeaseLost('another backend plans')
}

export async function endLease(db: Metadata['db'], worker: string): Promise<void> {
  await db.execute(sql`delete from settings where key = ${KEY} and value ->> 'by' = ${worker}`)
}

/** Ends whoever's lease it is: for the start of the only backend, which need not wait for the one that died before it. */
export async function freeLease(db: Metadata['db']): Promise<void> {
  await db.execute(sql`delete from settings where key = ${KEY}`)
}
