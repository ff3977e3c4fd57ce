import { holdoutCell } from '@relance/experiments'
import type { CustomerRecord, Day } from '../planner/customer-record'
import { addDays } from '../planner/days'
import type { Cell } from '../planner/world'
import type { Entered, RunningExperiment } from './running-experiment'

/** Whoever is in no experiment. */
export const NO_CELL: Cell = { variantId: '', probability: 1, steps: null, blocked: null, until: '' }

/** Days without reminders of a consumer at most. */
const CONSUMER_DAYS = 30

export const isConsumer = ({ kind }: Pick<CustomerRecord, 'kind'>): boolean =>
  kind === 'consumer' || kind === ''

/** The last day on which a customer of the holdout gets no reminder; he entered on `day`. */
export function heldUntil(
  { holdoutDays }: Pick<RunningExperiment, 'holdoutDays'>,
  record: Pick<CustomerRecord, 'kind'>,
  day: Day,
): Day {
  const days = isConsumer(record) ? Math.min(holdoutDays, CONSUMER_DAYS) : holdoutDays
  return addDays(day, days - 1)
}

/**
 * What the cell of a customer means for him: its way, no reminder for a while, or, where the cell was paused, the
 * campaign's own way. He is analysed in his cell whatever becomes of it.
 */
export function armOf(
  experiment: RunningExperiment,
  entered: Pick<Entered, 'cell' | 'probability' | 'day' | 'campaignSegment'>,
  record: Pick<CustomerRecord, 'kind'>,
): Cell {
  const { cell, probability, day, campaignSegment } = entered
  const arm = { ...NO_CELL, experimentId: experiment.id, variantId: cell, probability }
  if (cell === holdoutCell) return { ...arm, blocked: 'holdout', until: heldUntil(experiment, record, day) }
  if (experiment.paused.has(cell)) return arm
  const tested = experiment.segments.get(campaignSegment)?.cells.find(({ id }) => id === cell)
  return { ...arm, steps: tested?.steps ?? null }
}
