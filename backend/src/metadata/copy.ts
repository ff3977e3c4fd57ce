import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import pg from 'pg'
import type { Metadata } from './metadata'

const ROWS_AT_ONCE = 500
const quote = (name: string) => pg.escapeIdentifier(name)
const fileOf = (folder: string, table: string) => path.join(folder, `${table}.jsonl.gz`)

/** Names of the migrations that a store has, by their fingerprints in order. */
export async function appliedMigrations({ pool }: Metadata): Promise<string[]> {
  const { rows } = await pool.query<{ hash: string }>(
    'select hash from drizzle.__drizzle_migrations order by created_at',
  )
  return rows.map(({ hash }) => hash)
}

/**
 * Writes every table into a folder as of one moment, one packed file of JSON lines each, in flat memory.
 * @returns names of the tables, those that others refer to before those that refer to them
 */
export async function copyMetadata(
  { pool }: Metadata,
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const tables = await tablesInOrder(client)
    for (const table of tables) {
      const file = fs.createWriteStream(fileOf(folder, table), { mode: 0o600, flush: true })
      await pipeline(Readable.from(lines(client, table)), zlib.createGzip(), file, { signal })
    }
    return tables
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function* lines(client: pg.PoolClient, table: string): AsyncGenerator<string> {
  await client.query(`declare copied cursor for select to_jsonb(t)::text as line from ${quote(table)} as t`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${ROWS_AT_ONCE} from copied`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => `${line}\n`).join('')
  }
  await client.query('close copied')
}

/**
 * Puts back what `copyMetadata` wrote, in place of what the tables hold: all of it or nothing.
 * @throws the error of a file that is missing, cut short or damaged, or of a row that does not fit
 */
export async function fillMetadata(
  { pool }: Metadata,
  folder: string,
  tables: readonly string[],
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`truncate ${tables.map(quote).join(', ')} restart identity cascade`)
    for (const table of tables) await fill(client, folder, table)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function fill(client: pg.PoolClient, folder: string, table: string): Promise<void> {
  const name = quote(table)
  const put = (rows: string[]) =>
    client.query(`insert into ${name} select * from jsonb_populate_recordset(null::${name}, $1::jsonb)`, [
      `[${rows.join(',')}]`,
    ])
  const packed = fs.createReadStream(fileOf(folder, table))
  const text = packed.pipe(zlib.createGunzip())
  packed.once('error', (error) => text.destroy(error))
  // A reader of lines would end quietly where its source breaks.
  const broken = new Promise<never>((_, fail) => text.once('error', fail))
  let rows: string[] = []
  const read = async () => {
    for await (const line of readline.createInterface({ input: text, crlfDelay: Infinity })) {
      rows.push(line)
      if (rows.length === ROWS_AT_ONCE) {
        await put(rows)
        rows = []
      }
    }
  }
  await Promise.race([read(), broken])
  if (rows.length > 0) await put(rows)
  await countOn(client, table)
}

/** Numbers that the store gives itself go on behind those that were put in. */
async function countOn(client: pg.PoolClient, table: string): Promise<void> {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select column_name as column, pg_get_serial_sequence($1, column_name) as sequence
     from information_schema.columns where table_schema = 'public' and table_name = $2`,
    [quote(table), table],
  )
  for (const { column, sequence } of rows) {
    if (sequence === null) continue
    await client.query(`select setval($1, (select max(${quote(column)}) from ${quote(table)}))`, [sequence])
  }
}

async function tablesInOrder(client: pg.PoolClient): Promise<string[]> {
  const all = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  )
  const references = await client.query<{ from: string; to: string }>(
    `select a.relname as from, b.relname as to from pg_constraint as c
     join pg_class as a on a.oid = c.conrelid join pg_class as b on b.oid = c.confrelid
     where c.contype = 'f' and a.oid <> b.oid`,
  )
  const ordered = new Set<string>()
  const add = (name: string, above: readonly string[]) => {
    if (above.includes(name)) throw new Error(`tables refer to one another: ${[...above, name].join(' → ')}`)
    for (const { from, to } of references.rows) if (from === name) add(to, [...above, name])
    ordered.add(name)
  }
  for (const { name } of all.rows) add(name, [])
  return [...ordered]
}
