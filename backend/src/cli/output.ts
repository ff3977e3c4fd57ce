/** What a command prints: for people as text, for machines as exactly one JSON document. */
export interface Output {
  readonly json: boolean
  /** the result; `text` is its form for people */
  result(value: unknown, text: () => string): void
  /** for people only, on the error stream, so that a pipe stays clean */
  note(line: string): void
}

export function output(json: boolean): Output {
  return {
    json,
    result(value, text) {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text()}\n`)
    },
    note(line) {
      process.stderr.write(`${line}\n`)
    },
  }
}

/** Columns side by side; numbers to the right. */
export function table(header: string[], rows: string[][], right: number[] = []): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return right.includes(column) ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
