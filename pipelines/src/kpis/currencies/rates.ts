import type { Money } from '../money'

/** So many units of `currency` for one euro on a day, as the reference rates of the European Central Bank say it. */
export interface DatedRate {
  currency: string
  /** YYYY-MM-DD */
  day: string
  /** decimal text, above 0 */
  rate: string
}

/** No rate of `currency` on `day`, nor in the days before that still count. */
export interface MissingRate {
  currency: string
  day: string
}

/** A factor and the day of the rate it was made of: the older one where two were needed. */
export interface UsedRate {
  currency: string
  day: string
  /** units of the presentation currency for one of `currency`, with 18 digits behind the point */
  factor: bigint
}

/** Nothing is quoted on weekends and holidays: the last rate counts for so many days. */
export const RATE_DAYS = 7
const EURO = 'EUR'
const FACTOR_DIGITS = 18
const RATE_DIGITS = 10
const DAY_MS = 86_400_000
export const FACTOR_ONE = 10n ** BigInt(FACTOR_DIGITS)
/** Money has four digits, and is rounded to two where it is converted. */
const CENT = 100n

/** Converts amounts into one currency by dated rates. */
export interface Conversion {
  readonly to: string
  /** what one unit of a currency is worth on a day; null where no rate is known */
  on(currency: string, day: string): UsedRate | null
  /** which rate is not there where `on` has none */
  lacks(currency: string, day: string): MissingRate
  /** the currencies of which some rate is known */
  readonly known: readonly string[]
}

/** @param rates of all currencies that may be asked for, for the days asked for and seven before; in any order */
export function conversionInto(to: string, rates: readonly DatedRate[]): Conversion {
  const known = new Map<string, Map<string, bigint>>()
  for (const { currency, day, rate } of rates) {
    const days = known.get(currency) ?? new Map<string, bigint>()
    known.set(currency, days.set(day, scaled(rate)))
  }
  const perEuro = (currency: string, day: string): { day: string; rate: bigint } | null => {
    if (currency === EURO) return { day, rate: 10n ** BigInt(RATE_DIGITS) }
    const days = known.get(currency)
    for (let back = 0; days && back <= RATE_DAYS; back += 1) {
      const earlier = new Date(Date.parse(day) - back * DAY_MS).toISOString().slice(0, 10)
      const rate = days.get(earlier)
      if (rate !== undefined) return { day: earlier, rate }
    }
    return null
  }
  const found = new Map<string, UsedRate | null>()
  return {
    to,
    on(currency, day) {
      if (currency === to) return { currency, day, factor: FACTOR_ONE }
      const key = `${currency} ${day}`
      const before = found.get(key)
      if (before !== undefined) return before
      const [own, wanted] = [perEuro(currency, day), perEuro(to, day)]
      const used =
        own && wanted
          ? {
              currency,
              day: own.day < wanted.day ? own.day : wanted.day,
              factor: (wanted.rate * FACTOR_ONE + own.rate / 2n) / own.rate,
            }
          : null
      found.set(key, used)
      return used
    },
    known: [...new Set([to, EURO, ...known.keys()])],
    lacks: (currency, day) => ({ currency: perEuro(currency, day) ? to : currency, day }),
  }
}

/** An amount at a factor, rounded to the cent, halves away from zero. */
export function converted(amount: Money, factor: bigint): Money {
  if (factor === FACTOR_ONE) return amount
  const unit = FACTOR_ONE * CENT
  const product = amount * factor
  const half = product < 0n ? -unit / 2n : unit / 2n
  return ((product + half) / unit) * CENT
}

/** A factor as decimal text, as the server wants it. */
export function factorText(factor: bigint): string {
  const digits = factor.toString().padStart(FACTOR_DIGITS + 1, '0')
  return `${digits.slice(0, -FACTOR_DIGITS)}.${digits.slice(-FACTOR_DIGITS)}`
}

function scaled(rate: string): bigint {
  const [whole = '0', part = ''] = rate.split('.')
  return BigInt(whole + part.slice(0, RATE_DIGITS).padEnd(RATE_DIGITS, '0'))
}
