import type { DatedRate } from '@relance/pipelines'
import { AppError } from '../http/app-error'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const CURRENCY = /^[A-Z]{3}$/
const RATE = /^\d{1,13}(\.\d{1,10})?$/
/** What the file says where a currency was not quoted. */
const NOT_QUOTED = new Set(['', 'N/A'])
/** The published file since 1999 has 3 MB. */
export const LARGEST_RATES_FILE = 20_000_000

/**
 * Reads the euro foreign exchange reference rates as the European Central Bank publishes them (`eurofxref-hist.csv`:
 * a line a day, a column a currency, units for one euro).
 * @throws AppError `currencies/not-a-rates-file`, `currencies/bad-rate` with the line
 */
export function ratesOfFile(text: string): DatedRate[] {
  if (!isRatesFile(text)) throw notARatesFile()
  const names = fields(firstLine(text))
  const [, ...lines] = text.split(/\r?\n/)
  const columns = names.flatMap((currency, index) => (CURRENCY.test(currency) ? [{ currency, index }] : []))
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const values = fields(line)
    const day = values[0] ?? ''
    if (!DAY.test(day) || Number.isNaN(Date.parse(day))) throw badRate(index + 2, day)
    return columns.flatMap(({ currency, index: column }) => {
      const rate = values[column] ?? ''
      if (NOT_QUOTED.has(rate) || currency === 'EUR') return []
      if (!RATE.test(rate) || Number(rate) <= 0) throw badRate(index + 2, rate)
      return { currency, day, rate }
    })
  })
}

/** Whether a file is one of rates, by its beginning. */
export function isRatesFile(beginning: string): boolean {
  const [first, ...names] = fields(firstLine(beginning))
  const currencies = names.filter((name) => name !== '')
  return first === 'Date' && currencies.length > 0 && currencies.every((name) => CURRENCY.test(name))
}

const firstLine = (text: string): string => text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? ''
const fields = (line: string): string[] => line.split(',').map((field) => field.trim())

const notARatesFile = () =>
  new AppError(
    'currencies/not-a-rates-file',
    400,
    'The first line must be Date and then currencies, e.g. Date,USD,JPY, as in eurofxref-hist.csv.',
  )

const badRate = (line: number, value: string) =>
  new AppError(
    'currencies/bad-rate',
    400,
    `Line ${line} holds what is no day or no rate: ${value.slice(0, 40)}`,
    {
      line,
      value: value.slice(0, 40),
    },
  )
