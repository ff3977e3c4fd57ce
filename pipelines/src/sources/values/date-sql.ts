export type DateOrder = 'YMD' | 'DMY' | 'MDY'

/**
 * SQL: the day that a text means, Nullable(Date); null for what is no day of the calendar. A first number above
 * 999 is a year whatever the order, so ISO days are understood in every file.
 * @param column SQL of a text
 * @param frenchMonths whether names of months may be French: a longer expression, for files that need it
 */
export function dateSql(column: string, order: DateOrder, frenchMonths = false): string {
  const any = anyDateSql(column, order, frenchMonths)
  if (order !== 'YMD') return any
  // toDate alone takes 2023-02-30 for 2 March, so the day of the month is compared.
  const iso = `toDateOrZero(${column})`
  const whole = `toDayOfMonth(${iso}) = toUInt8OrZero(substring(${column}, 9, 2))`
  return `if(length(${column}) >= 10 AND ${whole}, toNullable(${iso}), ${any})`
}

/** Lambdas of one element name what is used twice: the engine would write an alias out at each use. */
function anyDateSql(column: string, order: DateOrder, frenchMonths: boolean): string {
  const numbers = `arrayMap(x -> toUInt32OrZero(x), extractAll(${column}, '[0-9]+'))`
  const [yearAt, monthAt, dayAt] = { YMD: [3, 2, 1], DMY: [3, 2, 1], MDY: [3, 1, 2] }[order]
  const part = (compact: string, yearFirst: number, at: number | undefined) =>
    `multiIf(n[1] > 9999999, ${compact}, n[1] > 999, n[${yearFirst}], n[${at}])`
  const year = part('intDiv(n[1], 10000)', 1, yearAt)
  const month = part('intDiv(n[1], 100) % 100', 2, monthAt)
  const day = part('n[1] % 100', 3, dayAt)
  const made = 'makeDate(y + multiIf(y < 70, 2000, y < 100, 1900, 0), m, d)'
  // A name of a month: left to the engine's own parser.
  const named = `toDate(parseDateTimeBestEffortOrNull(if(match(${column}, '${frenchMonths ? '\\\\pL' : '[A-Za-z]'}{3}'), ${frenchMonths ? inEnglish(column) : column}, ''), 'UTC'))`
  const valid = `length(n) > 0 AND y < 2149 AND d BETWEEN 1 AND 31 AND toMonth(${made}) = m AND toDayOfMonth(${made}) = d`
  return `arrayMap(n -> arrayMap((y, m, d) -> if(${valid}, toNullable(${made}), ${named}), [${year}], [${month}], [${day}])[1], [${numbers}])[1]`
}

const FRENCH: [string, string][] = [
  ['janv(ier)?', 'jan'],
  ['f[ée]v(r|rier)?', 'feb'],
  ['mars', 'mar'],
  ['avr(il)?', 'apr'],
  ['mai', 'may'],
  ['juin', 'jun'],
  ['juil(let)?', 'jul'],
  ['ao[ûu]t', 'aug'],
  ['sept(embre)?', 'sep'],
  ['octobre', 'oct'],
  ['novembre', 'nov'],
  ['d[ée]c(embre)?', 'dec'],
]

/** SQL: a day with the name of its month in English, as the engine reads it. */
function inEnglish(column: string): string {
  const plain = `replaceRegexpAll(lowerUTF8(${column}), '1er|\\\\.', if(match(${column}, '^1er'), '1', ''))`
  const months = FRENCH.map(
    ([french, english]) =>
      `match(t, '\\\\b${french}\\\\b'), replaceRegexpOne(t, '\\\\b${french}\\\\b', '${english}')`,
  )
  return `arrayMap(t -> multiIf(${months.join(', ')}, t), [${plain}])[1]`
}

/** SQL: whether a day that was understood may be one of ours: from 1990 to five years ahead. */
export const plausibleDaySql = (date: string): string =>
  `(${date} >= toDate('1990-01-01') AND ${date} <= today() + 1826)`

/** SQL questions to a whole column: does any first, any second number exceed 12? */
export function orderQuestions(column: string): { first: string; second: string } {
  const numbers = `arrayMap(x -> toUInt32OrZero(x), extractAll(${column}, '[0-9]+'))`
  const part = (index: number) => `countIf(${numbers}[1] <= 31 AND ${numbers}[${index}] BETWEEN 13 AND 31)`
  return { first: part(1), second: part(2) }
}
