/** How the number of a cell is shown, as far as it changes what it means. */
export type CellFormat =
  | { kind: 'plain' }
  | { kind: 'date' }
  /** shown with this many digits at least, as codes with leading zeros are */
  | { kind: 'padded'; digits: number }
  /** an amount in this currency: a sign or a code */
  | { kind: 'money'; sign: string }

const PLAIN: CellFormat = { kind: 'plain' }
/** Formats that have a number and no text: days and times. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** A format from its number and its text. */
export function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) return isBuiltInDate(id) ? { kind: 'date' } : PLAIN
  const sign =
    /\[\$([^\]-]+)/.exec(code)?.[1]?.trim() ?? /[€£$]/.exec(code.replace(/\[\$-[^\]]*\]/g, ''))?.[0]
  if (sign !== undefined && /^([€£$]|[A-Z]{3})$/.test(sign)) return { kind: 'money', sign }
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '')
  if (/[dy]|m{1,5}(?![a-z])|h|s/i.test(bare) && !/[0#]/.test(bare.replace(/\.0+/g, '')))
    return { kind: 'date' }
  const zeros = /^(0{2,})$/.exec(code)?.[1]
  return zeros === undefined ? PLAIN : { kind: 'padded', digits: zeros.length }
}

/** The text of a number as it is meant: a day in ISO 8601, a plain decimal, a code with its zeros. */
export function numberText(text: string, format: CellFormat | undefined, from1904: boolean): string {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) return text
  if (format?.kind === 'date' && value > 0 && value < 200_000) return dayText(value, from1904)
  const plain = plainText(value)
  if (format?.kind === 'padded' && /^\d+$/.test(plain)) return plain.padStart(format.digits, '0')
  return format?.kind === 'money' ? `${plain} ${format.sign}` : plain
}

/** Spreadsheets compute with 15 digits; what stands behind them is an error of the machine. */
function plainText(value: number): string {
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  return text.includes('e') ? rounded.toFixed(12).replace(/\.?0+$/, '') : text
}

const DAY = 86_400_000

function dayText(serial: number, from1904: boolean): string {
  // Serial 60 is 29 February 1900, a day that never was.
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const moment = new Date(Math.round(((days - 25_569) * DAY) / 1000) * 1000).toISOString()
  const time = moment.slice(11, 19)
  if (serial < 1) return time
  return time === '00:00:00' ? moment.slice(0, 10) : `${moment.slice(0, 10)} ${time}`
}
