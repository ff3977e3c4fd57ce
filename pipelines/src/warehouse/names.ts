const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

function quote(name: string): string {
  if (!NAME.test(name)) throw new Error(`not a table or column name: ${name}`)
  return `\`${name}\``
}

/** `database.table` or `table`, quoted. Names are ours, never a user's; anything else throws. */
export function quoteTable(table: string): string {
  return table.split('.').map(quote).join('.')
}

export function quoteColumns(columns: readonly string[]): string {
  return columns.map(quote).join(', ')
}
