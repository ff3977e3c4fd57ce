import type { DateOrder } from './date-sql'
import type { DecimalMark } from './amount-sql'

/** What the texts of a column say of it; null where they leave it open. */
export interface Evidence<T> {
  decided: T | null
  /** whether some texts say one thing and some the other */
  mixed: boolean
}

/** Order of day, month and year, from texts of all date columns. Texts that start with a year leave it at YMD. */
export function dateOrderOf(texts: readonly string[]): Evidence<DateOrder> {
  let first = 0
  let second = 0
  let open = 0
  for (const text of texts) {
    const [a = 0, b = 0] = (text.match(/\d+/g) ?? []).map(Number)
    if (a === 0 || a > 999 || b === 0) continue
    if (a > 12 && a <= 31) first += 1
    else if (b > 12 && b <= 31) second += 1
    else open += 1
  }
  if (first + second + open === 0) return { decided: 'YMD', mixed: false }
  return orderFrom(first, second)
}

/** From how many texts have a first, how many a second number above 12. */
export function orderFrom(first: number, second: number): Evidence<DateOrder> {
  if (first === 0 && second === 0) return { decided: null, mixed: false }
  return { decided: first >= second ? 'DMY' : 'MDY', mixed: first > 0 && second > 0 }
}

/** Decimal mark, from texts of all amount columns; whole numbers without any mark leave it at the point. */
export function decimalMarkOf(texts: readonly string[]): Evidence<DecimalMark> {
  let comma = 0
  let point = 0
  let open = 0
  for (const text of texts) {
    if (decides(text, ',', '.')) comma += 1
    else if (decides(text, '.', ',')) point += 1
    else if (/\d[.,]\d/.test(text)) open += 1
  }
  if (comma + point + open === 0) return { decided: '.', mixed: false }
  return markFrom(comma, point)
}

export function markFrom(comma: number, point: number): Evidence<DecimalMark> {
  if (comma === 0 && point === 0) return { decided: null, mixed: false }
  return { decided: comma > point ? ',' : '.', mixed: comma > 0 && point > 0 }
}

/** Other than three digits behind the last mark, or both marks with this one last. */
function decides(text: string, mark: string, other: string): boolean {
  const at = text.lastIndexOf(mark)
  if (at === -1) return false
  const before = text.lastIndexOf(other)
  if (before !== -1) return before < at
  const digits = /^\d+/.exec(text.slice(at + 1))?.[0].length ?? 0
  return digits !== 3 && digits > 0 && text.indexOf(mark) === at
}

/** What parts thousands in these amounts, or null. */
export function thousandsOf(texts: readonly string[], decimal: DecimalMark): string | null {
  const found = texts.map((text) => /\d([ \u00a0\u202f\u2009'’.,])\d{3}(?!\d)/.exec(text)?.[1])
  return found.find((mark) => mark !== undefined && mark !== decimal) ?? null
}
