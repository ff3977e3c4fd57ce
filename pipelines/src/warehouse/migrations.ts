import { createHash } from 'node:crypto'

/** One file of pipelines/schema. */
export interface Migration {
  number: number
  name: string
  sql: string
}

const files = import.meta.glob<string>('../../schema/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The migrations of this version, in order. */
export function schemaMigrations(): Migration[] {
  return Object.entries(files)
    .map(([path, sql]) => {
      const [, number, name] = /(\d{4})_([^/]+)\.sql$/.exec(path) ?? []
      if (!number || !name) throw new Error(`a migration is called NNNN_name.sql, not ${path}`)
      return { number: Number(number), name, sql }
    })
    .sort((a, b) => a.number - b.number)
}

/** Fingerprint of a migration's text; line ends do not count, because git may change them. */
export function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql.replace(/\r\n/g, '\n')).digest('hex')
}
