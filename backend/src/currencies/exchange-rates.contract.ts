import { z } from 'zod'
import { askedDay, day } from '../http/shapes.contract'

/** ISO 4217 */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, e.g. USD')
const foreign = currencyCode.refine((code) => code !== 'EUR', {
  error: 'rates are told in units for one euro, so the euro has none',
})
/** Units of the currency for one euro as decimal text, e.g. "1.0843": never a float. */
const unitsPerEuro = z
  .string()
  .regex(/^\d{1,13}(\.\d{1,10})?$/, 'must be a number with at most ten decimals')
  .refine((text) => Number(text) > 0, { error: 'must be above 0' })

export const exchangeRate = z.object({
  currency: z.string(),
  day,
  rate: z.string(),
  source: z.string(),
  entered_by: z.string(),
  entered_at: z.string(),
})
export type ExchangeRate = z.infer<typeof exchangeRate>

/** GET /api/exchange-rates: what is known by currency, and the newest rates of one or of all. */
export const exchangeRatesQuery = z.object({
  currency: currencyCode.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(60),
})
export type ExchangeRatesQuery = z.input<typeof exchangeRatesQuery>

export const exchangeRatesAnswer = z.object({
  /** the currency into which groups are converted */
  presentation: z.string(),
  /** a rate counts for so many days when none follows: weekends and holidays */
  days_valid: z.number().int(),
  /** currencies of the company's invoices without a rate for today, and those with rates */
  currencies: z.array(
    z.object({
      currency: z.string(),
      used: z.boolean(),
      rates: z.number().int(),
      first_day: day.nullable(),
      last_day: day.nullable(),
    }),
  ),
  rows: z.array(exchangeRate),
})
export type ExchangeRatesAnswer = z.infer<typeof exchangeRatesAnswer>

/** PUT /api/exchange-rates: enters or corrects the rate of a day; null takes it away. */
export const newExchangeRate = z.object({
  currency: foreign,
  day: askedDay,
  rate: unitsPerEuro.nullable(),
  source: z.string().trim().min(3).max(300),
})
export type NewExchangeRate = z.infer<typeof newExchangeRate>

/** PUT /api/exchange-rates/presentation */
export const newPresentation = z.object({ currency: currencyCode })
export type NewPresentation = z.infer<typeof newPresentation>

/** POST /api/exchange-rates/file */
export const ratesFileQuery = z.object({
  name: z.string().trim().min(1).max(200).default('eurofxref-hist.csv'),
})
export const ratesFileAnswer = z.object({
  currencies: z.number().int(),
  days: z.number().int(),
  first_day: day,
  last_day: day,
  /** rates that were not there, or were others */
  written: z.number().int(),
  same: z.number().int(),
})
export type RatesFileAnswer = z.infer<typeof ratesFileAnswer>
