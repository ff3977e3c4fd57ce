/** What the name of a ledger says by law: SIREN FEC closing day. */
interface FecName {
  siren: string
  /** last day of the fiscal year, YYYY-MM-DD */
  closing: string
}

/** Reads `123456789FEC20190731.txt`; null where the name says nothing or no day of the calendar. */
export function readFecName(fileName: string): FecName | null {
  const found = /(\d{9,14})_?FEC_?(\d{4})(\d{2})(\d{2})/i.exec(fileName)
  if (!found) return null
  const [, siren = '', year = '', month = '', day = ''] = found
  const closing = `${year}-${month}-${day}`
  const read = new Date(`${closing}T00:00:00Z`)
  if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== closing) return null
  return { siren: siren.slice(0, 9), closing }
}

/** The day after the same day a year before: a fiscal year has twelve months unless the file says otherwise. */
export function yearBefore(closing: string): string {
  const day = new Date(`${closing}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 1)
  day.setUTCFullYear(day.getUTCFullYear() - 1)
  return day.toISOString().slice(0, 10)
}
