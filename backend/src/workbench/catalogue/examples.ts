const files = import.meta.glob<string>('./examples/*.sql', { query: '?raw', import: 'default', eager: true })

/** A statement to begin with for a table; for one without, its first rows. */
export const exampleOf = (table: string): string =>
  (files[`./examples/${table}.sql`] ?? `SELECT * FROM ${table} LIMIT 100`).trim()
