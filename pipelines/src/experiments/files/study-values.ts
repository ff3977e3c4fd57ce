import type { CsvRows } from './csv-rows'
import { numberOf, requireColumn } from './csv-rows'
import type { StudyEvent } from './event-rows'
import type { DesignMetric, StudyDesignFile } from './study-design'
import { StudyError } from './study-error'

interface Known {
  table: CsvRows
  line: number
  cells: Record<string, string>
  events: readonly StudyEvent[]
  /** days since 1970 */
  exposedOn: number
  followUp: number
  horizon: number
  payments: readonly { age: number; amount: number }[]
  warn: (code: string) => void
}

/** The outcome of one customer for every metric that is not followed by age; a ratio's denominator by `id/denominator`. */
export function valuesOf(design: StudyDesignFile, known: Known): Record<string, number | null> {
  const values: Record<string, number | null> = {}
  for (const metric of design.metrics) {
    if (metric.kind === 'ratio') {
      const [above, below] = ratioColumns(metric)
      values[metric.id] = bounded(metric, cell(known, metric, above))
      values[`${metric.id}/denominator`] = cell(known, metric, below)
    } else if (metric.kind === 'amount') values[metric.id] = bounded(metric, amountOf(metric, known))
    else if (metric.kind === 'proportion' || metric.kind === 'mean') {
      values[metric.id] = bounded(metric, plain(metric, known))
    }
    if (values[metric.id] === null) known.warn(`outcome-missing-${metric.id}`)
  }
  return values
}

function plain(metric: DesignMetric, known: Known): number | null {
  const [column] = metric.column ?? []
  const value = column === undefined ? eventsOf(metric, known) : cell(known, metric, column)
  if (metric.kind === 'proportion' && value !== null && value !== 0 && value !== 1) {
    throw new StudyError(
      'study/bad-row',
      `${known.table.file}, line ${known.line}: the metric ${metric.id} is a proportion, ${column ?? metric.event ?? ''} must be 0 or 1, not ${value}; take the kind mean for amounts.`,
    )
  }
  return value
}

function cell({ table, line, cells }: Known, { id }: DesignMetric, column: string): number | null {
  requireColumn(table, column, `for the metric ${id}`)
  return numberOf(cells[column] ?? '', table.file, line, column)
}

function ratioColumns({ id, column, numerator, denominator }: DesignMetric): [string, string] {
  const [above, below] = column ?? [numerator, denominator]
  if (above !== undefined && below !== undefined) return [above, below]
  throw new StudyError(
    'study/bad-design',
    `The metric ${id} is a ratio: name its numerator and its denominator.`,
  )
}

/** Events of a type from the exposure to the horizon; not known of customers who are not yet so old. */
function eventsOf(metric: DesignMetric, known: Known): number | null {
  if (metric.event === undefined) {
    throw new StudyError(
      'study/bad-design',
      `The metric ${metric.id} needs a column of the exposures or an event.`,
    )
  }
  const horizon = metric.horizon ?? known.horizon
  if (known.followUp < horizon) return null
  const own = known.events.filter(({ type, day }) => {
    const age = day - known.exposedOn
    return type === metric.event && age >= 0 && age <= horizon
  })
  return metric.kind === 'proportion' ? Number(own.length > 0) : own.length
}

/** Euros recovered by the horizon, of everybody exposed who is old enough; or a column. */
function amountOf(metric: DesignMetric, known: Known): number | null {
  const [column] = metric.column ?? []
  if (column !== undefined) return cell(known, metric, column)
  const horizon = metric.horizon ?? known.horizon
  if (known.followUp < horizon) return null
  return known.payments.reduce((sum, { age, amount }) => sum + (age <= horizon ? amount : 0), 0)
}

function bounded({ winsorise }: DesignMetric, value: number | null): number | null {
  if (winsorise === undefined || value === null) return value
  return Math.min(winsorise[1], Math.max(winsorise[0], value))
}
