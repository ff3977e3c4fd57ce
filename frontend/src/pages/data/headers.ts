const separators = [';', ',', '\t', '|']

/**
 * The headers of a file that the server could not read by itself, for a person to name: the first line with text,
 * parted by the separator that occurs most often outside quotes.
 */
export function headersOf(beginning: string): string[] {
  const line = beginning
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .find((one) => one.trim() !== '')
  if (line === undefined) return []
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const count = (separator: string) => bare.split(separator).length - 1
  const best = separators.toSorted((a, b) => count(b) - count(a))[0] ?? ','
  if (count(best) === 0) return []
  const cells = line.match(new RegExp(`("([^"]|"")*"|[^${best}])+`, 'g')) ?? []
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  )
}

/** Whether a file holds reference rates of currencies, a column each, as the European Central Bank publishes them. */
export function isRatesFile(beginning: string): boolean {
  const [first, ...others] = headersOf(beginning).map((one) => one.trim())
  const codes = others.filter((one) => one !== '')
  return first === 'Date' && codes.length > 0 && codes.every((one) => /^[A-Z]{3}$/.test(one))
}
