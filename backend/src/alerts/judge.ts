import { isUsual, usualRange } from '@relance/experiments'
import type { UsualRange } from '@relance/experiments'
import type { PastFigures } from '@relance/pipelines'
import type { AlertFinding, AlertRule } from './alerts.contract'

/** What a rule says of a day's figure and its past. @param day the data cut */
export function judge(rule: AlertRule, { now, past }: PastFigures, day: string): AlertFinding {
  const row = now[0]
  const value = row?.value ?? null
  const none = { day, outcome: 'no_value', value: null, range: null } as const
  if (value === null) return { ...none, reason: row?.reason ?? 'nothing_open' }
  const figure = Number(value)
  if (rule.kind === 'limit') {
    const crossed = rule.side === 'above' ? figure > rule.value : figure < rule.value
    return { day, outcome: crossed ? 'alerting' : 'well', value: figure, reason: null, range: null }
  }
  const range = usualRange(past.map(({ monthsAgo, value }) => ({ stepsAgo: monthsAgo, value })))
  if (!range.measurable) return { ...none, value: figure, reason: range.code }
  const side = figure > range.expected ? 'above' : 'below'
  const told = !isUsual(figure, range) && (rule.side === 'both' || rule.side === side)
  return {
    ...{ day, value: figure, reason: null },
    outcome: told ? 'alerting' : 'well',
    range: shown(range),
  }
}

function shown({ expected, low, high, figures, spread, spreads, yearAgo }: UsualRange) {
  const year_ago = yearAgo && { low: yearAgo.low, high: yearAgo.high }
  return { expected, low, high, figures, spread, spreads, year_ago }
}
