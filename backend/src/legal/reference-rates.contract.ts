import { z } from 'zod'

/**
 * `ecb_refinancing`: main refinancing operations of the European Central Bank on the first day of the half-year.
 * `legal_other`: French legal rate for "all other cases", which includes every creditor in business.
 */
export const REFERENCE_RATES = ['ecb_refinancing', 'legal_other'] as const
export type ReferenceRateName = (typeof REFERENCE_RATES)[number]

const rate = z.enum(REFERENCE_RATES)
/** 1 January or 1 July, the days on which reference rates change. */
const halfYear = z.iso.date().regex(/-(01|07)-01$/, 'must be 1 January or 1 July')
/** Percent a year as decimal text, e.g. "2.15": never a float. */
const percent = z.string().regex(/^\d{1,2}(\.\d{1,4})?$/, 'must be a percentage with at most four decimals')

export const referenceRate = z.object({
  rate,
  from: halfYear,
  percent,
  source: z.string(),
  /** false: came with the product from memory or from a neighbouring date; to be confirmed by entering it */
  verified: z.boolean(),
  /** who entered it; null: it came with the product */
  entered_by: z.string().nullable(),
  entered_at: z.string().nullable(),
})
export type ReferenceRateRow = z.infer<typeof referenceRate>

export const ratesQuery = z.object({ on: z.iso.date().optional() })
export type RatesQuery = z.infer<typeof ratesQuery>

/** GET /api/reference-rates: newest first, and what late interest on a day (default: today) would lack. */
export const ratesAnswer = z.object({
  rows: z.array(referenceRate),
  missing: z.array(z.object({ rate, from: halfYear, half_year: z.string() })),
})
export type RatesAnswer = z.infer<typeof ratesAnswer>

/** PUT /api/reference-rates: enters or corrects the rate of a half-year. */
export const newRate = z.object({
  rate,
  from: halfYear,
  percent,
  source: z.string().trim().min(3).max(300),
})
export type NewRate = z.infer<typeof newRate>
