import type { ForecastAnswer } from '../kpis/outlook.contract'
import type { ForecastBar } from './forecast'

/**
 * The weeks of a forecast as bars: those that were, then those to come.
 * @param withLater whether invoices still to be billed are counted; the band is that of both layers
 * @param divide what an amount is divided by for the axis
 */
export function forecastBars(
  { weeks, past }: Pick<ForecastAnswer, 'weeks' | 'past'>,
  withLater: boolean,
  divide: number,
  label: (day: string) => string,
): ForecastBar[] {
  const none = { collected: null, open: null, toBeBilled: null, low: null, high: null }
  const later = (value: number) => (withLater ? value / divide : null)
  return [
    ...past.map((week) => ({ ...none, label: label(week.from), collected: week.collected / divide })),
    ...weeks.map((week) => ({
      label: label(week.from),
      collected: null,
      open: week.open / divide,
      toBeBilled: later(week.to_be_billed) ?? 0,
      low: later(week.low),
      high: later(week.high),
    })),
  ]
}
