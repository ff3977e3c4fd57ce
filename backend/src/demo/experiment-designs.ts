import { demoHorizon } from '@relance/pipelines'
import type { DemoExperiment } from '@relance/pipelines'
import { experimentChange } from '../experiments'

const DAY_MS = 86_400_000
const before = (today: string, days: number) =>
  new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10)

/** What was fixed before launch of an experiment of the demo company, as its API takes it. */
export function demoDesign(experiment: DemoExperiment, today: string) {
  const { cells, control, segments, guardrails, customers, entryDays, ended, startedDaysAgo } = experiment
  const lastEntry = startedDaysAgo - entryDays + 1
  return experimentChange.parse({
    state: ended ? 'ended' : 'running',
    started_on: before(today, startedDaysAgo),
    ended_on: ended ? before(today, lastEntry) : null,
    design: {
      name: experiment.name,
      hypothesis: experiment.hypothesis,
      cells: cells.map(({ id, label, levels }) => ({ id, label, levels })),
      control,
      segments,
      metric: 'recovered_share',
      horizon_days: demoHorizon,
      worth_having: experiment.worthHaving,
      rule: 'sequential',
      basis: 'cash_brought_forward',
      max_customers: customers,
      max_days: entryDays,
      unit_variance: experiment.unitVariance,
      guardrails,
    },
  })
}
