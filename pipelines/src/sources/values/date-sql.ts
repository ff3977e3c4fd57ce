export type DateOrder = 'YMD' | 'DMY' | 'MDY'

/**
 * SQL: the day that a text means, Nullable(Date); null for what is no day of the calendar. A first number above
 * 999 is a year whatever the order, so ISO days are understood in every file.
 * @param column SQL of a text
 */
export function dateSql(column: string, order: DateOrder): string {
  const any = anyDateSql(column, order)
  if (order !== 'YMD') return any
  // toDate alone takes 2023-02-30 for 2 March, so the day of the month is compared.
  const iso = `toDateOrZero(${column})`
  const whole = `toDayOfMonth(${iso}) = toUInt8OrZero(substring(${column}, 9, 2))`
  return `if(length(${column}) >= 10 AND ${whole}, toDateOrNull(${column}), ${any})`
}

function anyDateSql(column: string, order: DateOrder): string {
  const numbers = `arrayMap(x -> toUInt32OrZero(x), extractAll(${column}, '[0-9]+'))`
  const compact = `match(${column}, '^[0-9]{8}$')`
  const n = (index: number) => `${numbers}[${index}]`
  const places = { YMD: [3, 2, 1], DMY: [3, 2, 1], MDY: [3, 1, 2] }[order] as [number, number, number]
  const yearFirst = `${n(1)} > 999`
  const year = `if(${yearFirst}, ${n(1)}, ${n(places[0])})`
  const month = `if(${yearFirst}, ${n(2)}, ${n(places[1])})`
  const day = `if(${yearFirst}, ${n(3)}, ${n(places[2])})`
  const parts = [
    `if(${compact}, toUInt32OrZero(substring(${column}, 1, 4)), ${year})`,
    `if(${compact}, toUInt32OrZero(substring(${column}, 5, 2)), ${month})`,
    `if(${compact}, toUInt32OrZero(substring(${column}, 7, 2)), ${day})`,
  ] as const
  const full = `(${parts[0]} + multiIf(${parts[0]} < 70, 2000, ${parts[0]} < 100, 1900, 0))`
  const inRange = `${full} BETWEEN 1970 AND 2148 AND ${parts[1]} BETWEEN 1 AND 12 AND ${parts[2]} BETWEEN 1 AND 31`
  const made = `makeDate(if(${inRange}, ${full}, 1970), if(${inRange}, ${parts[1]}, 1), if(${inRange}, ${parts[2]}, 1))`
  // A name of a month: left to the engine's own parser.
  const named = `toDate(parseDateTimeBestEffortOrNull(if(match(${column}, '[A-Za-z]{3}'), ${column}, ''), 'UTC'))`
  return `if(${inRange} AND toMonth(${made}) = ${parts[1]}, toNullable(${made}), ${named})`
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
