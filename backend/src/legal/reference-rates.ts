import { AppError } from '../http/app-error'
import { halfYearOf } from './days'
import type { Day } from './days'
import type { ReferenceRateName } from './reference-rates.contract'

/** One rate of one half-year. */
export interface ReferenceRate {
  readonly rate: ReferenceRateName
  /** 1 January or 1 July */
  readonly from: Day
  /** percent a year, at most four decimals, e.g. 2.15 */
  readonly percent: string
  readonly source: string
  /** false: taken from memory or from a neighbouring date; a person has to confirm it */
  readonly verified: boolean
}

export interface MissingRate {
  readonly rate: ReferenceRateName
  readonly from: Day
  /** e.g. 2026-S2 */
  readonly half_year: string
}

const ECB =
  'ECB key interest rates, main refinancing operations, dates of effect as listed by Banka Slovenije'
const LEGIFISCAL = 'legifiscal.fr, taux d’intérêt légal, tableau des semestres'

const ecb = (from: Day, percent: string, source = ECB, verified = true): ReferenceRate => ({
  rate: 'ecb_refinancing',
  from,
  percent,
  source,
  verified,
})
const legal = (from: Day, percent: string, source = LEGIFISCAL, verified = true): ReferenceRate => ({
  rate: 'legal_other',
  from,
  percent,
  source,
  verified,
})

/**
 * What a new installation starts with. The second half of 2026 is left out on purpose: no published value was found,
 * and a missing rate is refused rather than guessed.
 */
export const SEEDED_RATES: readonly ReferenceRate[] = [
  ecb('2023-01-01', '2.50'),
  ecb('2023-07-01', '4.00'),
  ecb('2024-01-01', '4.50'),
  ecb('2024-07-01', '4.25'),
  ecb('2025-01-01', '3.15'),
  ecb('2025-07-01', '2.15', 'Cut of June 2025, from memory; not found in a list', false),
  ecb('2026-01-01', '2.15', 'OJ C/2026/01398 gives 2.15 for 1 April 2026; 1 January not found', false),
  legal('2024-07-01', '4.92'),
  legal('2025-01-01', '3.71'),
  legal('2025-07-01', '2.76'),
  legal('2026-01-01', '2.62', 'Arrêté du 15 décembre 2025, JORF n° 0302 du 26 décembre 2025'),
]

/** e.g. 2026-S2 */
export const halfYearName = (from: Day): string =>
  `${from.slice(0, 4)}-S${from.slice(5, 7) === '01' ? '1' : '2'}`

/** Screen on which the administrator enters rates; part of the error, so that nobody has to look for it. */
export const RATES_SCREEN = 'settings/rates'

/** No figure is better than a wrong one: names the rate, the half-year and where to enter it. */
export class MissingRateError extends AppError {
  constructor(readonly missing: MissingRate) {
    const what =
      missing.rate === 'ecb_refinancing' ? 'ECB refinancing rate' : 'French legal rate (all other cases)'
    super(
      'legal/missing-reference-rate',
      422,
      `The ${what} of ${missing.half_year} (in force on ${missing.from}) is not known. ` +
        `An administrator can enter it under ${RATES_SCREEN}.`,
      { ...missing, where: RATES_SCREEN },
    )
  }
}

/** A yearly rate in ten-thousandths of a percent: 12.15 is 121500n. */
export type Percent = bigint
const PERCENT = /^\d{1,3}(\.\d{1,4})?$/
const SCALE = 4

/** @throws RangeError when the text is not a percentage with at most four decimals */
export function toPercent(text: string): Percent {
  if (!PERCENT.test(text)) throw new RangeError(`not a percentage with at most four decimals: ${text}`)
  const [whole = '0', part = ''] = text.split('.')
  return BigInt(whole + part.padEnd(SCALE, '0'))
}

/** Decimal text with two decimals, or up to four where they are not zero. */
export function percentText(percent: Percent): string {
  const digits = percent.toString().padStart(SCALE + 1, '0')
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE).replace(/0{1,2}$/, '')}`
}

/**
 * The rate of the half-year that a day lies in.
 * @throws MissingRateError
 */
export function rateOn(rates: readonly ReferenceRate[], rate: ReferenceRateName, day: Day): Percent {
  const from = halfYearOf(day)
  const found = rates.find((one) => one.rate === rate && one.from === from)
  if (!found) throw new MissingRateError({ rate, from, half_year: halfYearName(from) })
  return toPercent(found.percent)
}
