/** Milliseconds since 1970 begin here when seconds would be in the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000
const PLAIN = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:\s*\+0000|Z)?$/

/**
 * A moment as ISO 8601 in UTC, from Unix seconds or milliseconds (also as text), ISO 8601, or `2024-09-06 23:14:24`,
 * which providers mean in UTC. Empty where it is none of these.
 */
export function momentOf(value: unknown): string {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : NaN
  if (Number.isFinite(number)) {
    const milliseconds = Math.abs(number) >= MILLISECONDS_FROM ? number : number * 1000
    return iso(new Date(Math.round(milliseconds)))
  }
  if (typeof value !== 'string') return ''
  const plain = PLAIN.exec(value.trim())
  if (plain) return iso(new Date(`${plain[1]}T${plain[2]}Z`))
  return /^\d{4}-\d{2}-\d{2}T/.test(value.trim()) ? iso(new Date(value.trim())) : ''
}

const numberOf = (text: string): number => (/^\d{9,14}(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN)

const iso = (date: Date): string => (Number.isNaN(date.getTime()) ? '' : date.toISOString())

const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of a moment in a time zone, YYYY-MM-DD; empty without moment. */
export function dayIn(timeZone: string, moment: string): string {
  if (moment === '') return ''
  let format = formats.get(timeZone)
  if (!format) {
    // This locale writes days as ISO 8601.
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(new Date(moment))
}
