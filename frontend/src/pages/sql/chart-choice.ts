import type { ResultChart } from '@relance/backend/contract'
import type { Result } from './bench.svelte'
import { kindOf } from './cells'

const MOST_SERIES = 5

/** What fits a result: time along the axis as lines, names as bars; the first numbers are drawn. Null: nothing to draw. */
export function proposal({ columns }: Pick<Result, 'columns'>): ResultChart | null {
  const kinds = columns.map(kindOf)
  const numbers = columns.filter((_, at) => kinds[at] === 'number').map(({ name }) => name)
  const time = columns.find((_, at) => kinds[at] === 'day' || kinds[at] === 'moment')
  const x = time ?? columns.find((_, at) => kinds[at] === 'text') ?? columns[0]
  const y = numbers.filter((name) => name !== x?.name).slice(0, 1)
  if (!x || y.length === 0) return null
  return { kind: time ? 'line' : 'bar', x: x.name, y }
}

/** Whether the columns that a chart names are there. */
export const fits = (
  chart: ResultChart | null,
  { columns }: Pick<Result, 'columns'>,
): chart is ResultChart => {
  const names = new Set(columns.map(({ name }) => name))
  return chart !== null && names.has(chart.x) && chart.y.every((name) => names.has(name))
}

/** The chart with a column drawn or no longer drawn; one at least stays, and no more than can be told apart. */
export function toggled(chart: ResultChart, name: string): ResultChart {
  const has = chart.y.includes(name)
  const y = has ? chart.y.filter((one) => one !== name) : [...chart.y, name].slice(-MOST_SERIES)
  return y.length === 0 ? chart : { ...chart, y }
}
