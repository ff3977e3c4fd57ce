import type { Metadata } from './metadata'

/** Any number, the same for every backend that loads into the warehouse of one PostgreSQL server's product. */
const LOADS_LOCK = 7_243_992

/**
 * Runs work while no other backend on the same PostgreSQL server does; waits for its turn. A backend that dies loses
 * its session and with it the lock. On the embedded store nobody else is there, and its one session stays free.
 */
export async function loadingAlone<T>(
  { pool, embedded }: Pick<Metadata, 'pool' | 'embedded'>,
  work: () => Promise<T>,
): Promise<T> {
  if (embedded) return work()
  const client = await pool.connect()
  // A session that dies meanwhile is told by the next query; without a listener it would end the process.
  const told = () => undefined
  client.on('error', told)
  let broken = true
  try {
    await client.query('select pg_advisory_lock($1)', [LOADS_LOCK])
    const result = await work()
    await client.query('select pg_advisory_unlock($1)', [LOADS_LOCK])
    broken = false
    return result
  } finally {
    // A session that may still hold the lock is not given back but ended.
    client.release(broken)
    if (!broken) client.off('error', told)
  }
}
