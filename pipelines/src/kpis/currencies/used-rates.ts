import type { ShownRate } from '../types'
import type { Conversion, MissingRate } from './rates'
import { FACTOR_ONE } from './rates'

/** What a screen says of a conversion: the rates of one day, and which are not known. */
export function usedRates(
  conversion: Conversion,
  currencies: readonly string[],
  day: string,
): { used: ShownRate[]; missing: MissingRate[] } {
  const used: ShownRate[] = []
  const missing: MissingRate[] = []
  for (const currency of currencies) {
    if (currency === conversion.to || currency === '') continue
    const found = conversion.on(currency, day)
    if (found) used.push({ currency, day: found.day, value: Number(found.factor) / Number(FACTOR_ONE) })
    else missing.push(conversion.lacks(currency, day))
  }
  return { used, missing }
}
