import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Warehouse } from '@relance/pipelines'
import pg from 'pg'

const BIN = '/usr/lib/postgresql/15/bin'
const RUNS = 3

/** 13 month-ends and the comparison periods, as the Overview asks, by plain SQL over the events. */
const OVERVIEW = `
WITH invoices AS (
  SELECT i.customer_id, i.invoice_id, i.occurred_on AS issued, i.due_on AS due, i.amount, p.paid_on, p.paid, d.disputed_on
  FROM events i
  LEFT JOIN (SELECT customer_id, invoice_id, min(occurred_on) AS paid_on, sum(amount) AS paid FROM events
             WHERE event_type = 'payment.received' GROUP BY 1, 2) p USING (customer_id, invoice_id)
  LEFT JOIN (SELECT customer_id, invoice_id, min(occurred_on) AS disputed_on FROM events
             WHERE event_type = 'invoice.disputed' GROUP BY 1, 2) d USING (customer_id, invoice_id)
  WHERE i.event_type = 'invoice.issued'
), periods AS (
  SELECT m::date AS first, (m + interval '1 month' - interval '1 day')::date AS last
  FROM generate_series($1::date - interval '12 months', $1::date, interval '1 month') m
)
SELECT last::text AS day,
  sum(amount) FILTER (WHERE issued <= last AND (paid_on IS NULL OR paid_on > last))::text AS open,
  sum(amount) FILTER (WHERE due < last AND issued <= last AND (paid_on IS NULL OR paid_on > last)) AS overdue,
  sum(amount) FILTER (WHERE due < last - 30 AND issued <= last AND (paid_on IS NULL OR paid_on > last)) AS overdue_31,
  sum(amount) FILTER (WHERE due < last - 60 AND issued <= last AND (paid_on IS NULL OR paid_on > last)) AS overdue_61,
  sum(amount) FILTER (WHERE due < last - 90 AND issued <= last AND (paid_on IS NULL OR paid_on > last)) AS overdue_91,
  sum(amount) FILTER (WHERE disputed_on <= last AND due < last AND (paid_on IS NULL OR paid_on > last)) AS disputed,
  sum(amount) FILTER (WHERE issued BETWEEN first AND last) AS billed,
  sum(amount) FILTER (WHERE paid_on BETWEEN first AND last) AS collected,
  sum(amount) FILTER (WHERE paid_on BETWEEN first AND last AND paid_on > due) AS collected_overdue,
  sum(amount) FILTER (WHERE due + 1 BETWEEN first AND last AND (paid_on IS NULL OR paid_on > due)) AS became_overdue,
  avg(paid_on - issued) FILTER (WHERE paid_on BETWEEN first AND last) AS days_to_pay,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY paid_on - issued) FILTER (WHERE paid_on BETWEEN first AND last) AS median,
  count(*) FILTER (WHERE paid_on BETWEEN first AND last AND paid_on > due) AS late,
  sum(amount) FILTER (WHERE issued BETWEEN first AND last AND paid_on <= issued + 60) AS cohort_60
FROM periods CROSS JOIN invoices
GROUP BY last ORDER BY last`
const TOP = `
SELECT customer_id, sum(amount) FROM events i
WHERE event_type = 'invoice.issued' AND due_on < $1::date AND NOT EXISTS (
  SELECT 1 FROM events p WHERE p.event_type = 'payment.received' AND p.customer_id = i.customer_id
    AND p.invoice_id = i.invoice_id AND p.occurred_on <= $1::date)
GROUP BY 1 ORDER BY 2 DESC LIMIT 10`
const COMPLAINTS = `
SELECT date_trunc('month', occurred_on), count(*) FILTER (WHERE event_type = 'complaint.received'),
  count(*) FILTER (WHERE event_type = 'reminder.sent') FROM events
WHERE event_type IN ('complaint.received', 'reminder.sent') AND occurred_on > $1::date - 400 GROUP BY 1`

/**
 * Median milliseconds of the same figures in a PostgreSQL that is made for this and removed again.
 * @param open the open amount that both must show
 * @returns null where PostgreSQL 15 is not installed
 */
export async function postgresOverview(
  warehouse: Warehouse,
  dataDir: string,
  period: { from: string; asOf: string },
  open: string,
): Promise<number | null> {
  if (!fs.existsSync(`${BIN}/initdb`)) return null
  const cluster = path.join(dataDir, 'postgres')
  const port = await freePort()
  fs.mkdirSync(cluster)
  fs.chmodSync(dataDir, 0o755)
  const owner = process.getuid?.() === 0 ? user('postgres') : undefined
  if (owner) fs.chownSync(cluster, owner.uid, owner.gid)
  const tool = (name: string, args: string[]) =>
    execFileSync(`${BIN}/${name}`, args, { ...owner, stdio: ['ignore', 'ignore', 'inherit'], cwd: cluster })
  tool('initdb', ['-D', cluster, '-U', 'bench', '--auth=trust', '--no-sync'])
  const options = `-p ${port} -k ${cluster} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c work_mem=256MB -c fsync=off -c max_wal_size=4GB`
  tool('pg_ctl', ['-D', cluster, '-w', '-l', path.join(cluster, 'log'), '-o', options, 'start'])
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'bench', database: 'postgres' })
  try {
    await client.connect()
    await load(warehouse, client, cluster)
    const times: number[] = []
    for (let index = 0; index < RUNS; index += 1) {
      const start = performance.now()
      const { rows } = await client.query<{ day: string; open: string }>(OVERVIEW, [period.from])
      await client.query(TOP, [period.asOf])
      await client.query(COMPLAINTS, [period.asOf])
      times.push(performance.now() - start)
      const theirs = rows.find((row) => row.day === period.asOf)?.open
      if (Number(theirs) !== Number(open))
        throw new Error(`open is ${open} here and ${theirs ?? 'nothing'} there`)
    }
    return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? null
  } finally {
    await client.end().catch(() => undefined)
    tool('pg_ctl', ['-D', cluster, '-w', '-m', 'immediate', 'stop'])
  }
}

async function load(warehouse: Warehouse, client: pg.Client, folder: string): Promise<void> {
  await client.query(`CREATE TABLE events (event_id text, event_type text, occurred_on date, entity_id text, customer_id text,
    invoice_id text, amount numeric(18, 4), currency text, due_on date)`)
  const file = path.join(folder, 'events.csv')
  const csv = await warehouse.exportStream({
    name: 'bench-export',
    format: 'CSV',
    sql: `SELECT event_id, event_type, occurred_on, entity_id, customer_id, invoice_id, amount, currency, due_on FROM relance.events`,
  })
  await pipeline(csv, fs.createWriteStream(file, { mode: 0o644 }))
  await client.query(`COPY events FROM '${file}' WITH (FORMAT csv)`)
  fs.rmSync(file)
  await client.query('CREATE INDEX ON events (event_type, occurred_on)')
  await client.query('CREATE INDEX ON events (customer_id, invoice_id)')
  await client.query('VACUUM ANALYZE events')
}

function user(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
