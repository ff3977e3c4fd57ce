import type { Money } from '../money'
import { ratio } from '../money'

/**
 * Collection effectiveness index in percent: what was collected of what could be collected in a period.
 * @returns null when nothing could be collected
 */
export function collectionEffectiveness(amounts: {
  openAtStart: Money
  /** billed less credited and cancelled */
  sales: Money
  writtenOff: Money
  openAtEnd: Money
  notOverdueAtEnd: Money
}): number | null {
  const { openAtStart, sales, writtenOff, openAtEnd, notOverdueAtEnd } = amounts
  const collectable = openAtStart + sales - notOverdueAtEnd
  if (collectable <= 0n) return null
  return ratio(openAtStart + sales - writtenOff - openAtEnd, collectable) * 100
}
