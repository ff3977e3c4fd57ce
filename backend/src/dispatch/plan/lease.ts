import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'

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

export async function endLease(db: Metadata['db'], worker: string): Promise<void> {
  await db.execute(sql`delete from settings where key = ${KEY} and value ->> 'by' = ${worker}`)
}

/** Ends whoever's lease it is: for the start of the only backend, which need not wait for the one that died before it. */
export async function freeLease(db: Metadata['db']): Promise<void> {
  await db.execute(sql`delete from settings where key = ${KEY}`)
}
