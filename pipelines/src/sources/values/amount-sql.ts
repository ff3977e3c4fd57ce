export type DecimalMark = '.' | ','

const SPACES = '\\\\s\\\\x{00A0}\\\\x{202F}\\\\x{2007}\\\\x{2009}'

/**
 * SQL: the amount that a text means, Nullable(Decimal(18, 4)); null for what is none. Spaces of every kind and
 * apostrophes part thousands, as does the mark that is not the decimal one where groups of three stand; currency
 * signs and codes are left out; (12.00), 12.00- and −12.00 are negative. More than four decimals are rounded.
 * @param column SQL of a text
 */
export function amountSql(column: string, decimal: DecimalMark): string {
  const careful = carefulSql(column, decimal)
  // Most texts are plain; zero goes the careful way, because the engine reads '-' as 0.
  const text = decimal === '.' ? column : `replaceOne(${column}, ',', '.')`
  const otherMark = decimal === '.' ? '' : ` AND position(${column}, '.') = 0`
  const plain = `toDecimal64OrNull(${text}, 4)`
  const short = `(position(${text}, '.') = 0 OR length(${text}) - position(${text}, '.') <= 4)`
  return `if(${short}${otherMark} AND ifNull(${plain} != 0, 0), ${plain}, ${careful})`
}

/** Lambdas of one element name what is used twice: the engine would write an alias out at each use. */
function carefulSql(column: string, decimal: DecimalMark): string {
  const bare = `replaceRegexpAll(replaceAll(${column}, '−', '-'), '[${SPACES}''’]|[A-Z]{3}|[€$£¥]|kr', '')`
  const digits = `replaceRegexpAll(b, '^\\\\((.*)\\\\)$|^[-+](.*)$|^(.*)-$', '\\\\1\\\\2\\\\3')`
  const [mark, group] = decimal === '.' ? ['\\\\.', ','] : [',', '\\\\.']
  const shape = `^([0-9]{1,14}|[0-9]{1,3}(${group}[0-9]{3}){1,4})?(${mark}[0-9]{0,12})?$`
  const groupMark = decimal === '.' ? ',' : '.'
  const plain = `replaceAll(replaceAll(g, '${groupMark}', ''), '${decimal}', '.')`
  const value = `toDecimal64OrNull(toString(round(toDecimal128OrZero(${plain}, 12), 4)), 4)`
  const sign = `if(match(b, '^\\\\(.*\\\\)$|^-|-$'), -1, 1)`
  return `arrayMap(b -> arrayMap(g -> if(match(g, '[0-9]') AND match(g, '${shape}'), ${value} * ${sign}, NULL), [${digits}])[1], [${bare}])[1]`
}

/** SQL questions to a whole column: which mark can only be the decimal one? */
export function markQuestions(column: string): { comma: string; point: string } {
  const other = { comma: ',', point: '\\\\.' }
  // A mark followed by other than three digits at the end, or coming last after the other one, is decimal.
  const decimal = (mark: string, rest: string) =>
    `countIf(match(${column}, '${mark}([0-9]{1,2}|[0-9]{4,})[^0-9]*$') OR match(${column}, '${rest}.*${mark}[0-9]+[^0-9]*$'))`
  return { comma: decimal(other.comma, other.point), point: decimal(other.point, other.comma) }
}
