import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { demoExperiments, experimentEvents } from '../../demo/experiments'
import { toDay } from '../../demo/calendar'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import { experimentCells } from '../age-sums'
import { growthBookQueries } from '.'

const test = useWarehouse()
const TODAY = '2026-06-30'
const HORIZON = 30

/**
 * The shape of GrowthBook's analysis of a mean: exposures, one variation a user or `__multiple__`, only users whose
 * window is over, values within the window, sums and squares by variation.
 */
const analysis = (experiment: string, end: string) => {
  const { assignments, receipts, windowHours } = growthBookQueries(HORIZON)
  return `WITH
    rawExperiment AS (${assignments}),
    experimentUnits AS (
      SELECT user_id, if(count(DISTINCT variation_id) > 1, '__multiple__', max(variation_id)) AS variation,
        min(timestamp) AS first_exposure
      FROM rawExperiment
      WHERE experiment_id = '${experiment}' AND timestamp <= toDateTime('${end} 23:59:59')
      GROUP BY user_id),
    distinctUsers AS (
      SELECT * FROM experimentUnits WHERE first_exposure <= toDateTime('${end}') - INTERVAL ${windowHours} HOUR),
    metric AS (${receipts.replace('{{ experimentId }}', experiment)}),
    userMetric AS (
      SELECT d.variation AS variation, d.user_id AS user_id,
        sum(if(m.timestamp >= d.first_exposure AND m.timestamp <= d.first_exposure + INTERVAL ${windowHours} HOUR, m.value, 0)) AS value
      FROM distinctUsers d LEFT JOIN metric m ON m.user_id = d.user_id
      GROUP BY variation, user_id)
    SELECT variation, count(*) AS users, sum(value) AS main_sum, sum(pow(value, 2)) AS main_sum_squares
    FROM userMetric GROUP BY variation ORDER BY variation`
}

it('a GrowthBook server reads the same customers, sums and squares of mature customers as the results page', async () => {
  const [experiment] = demoExperiments
  if (!experiment) throw new Error('the demo has experiments')
  const events = experimentEvents(experiment, { seed: 5, today: toDay(TODAY), customers: 400 })
  const lines = [...events].map((event) => `${JSON.stringify(event)}\n`)
  await ingestStream(test.warehouse, Readable.from(lines), { fileName: 'experiment.ndjson' })
  // a day on which some windows are not over yet
  const cut = '2026-03-20'
  const cells = await experimentCells(test.warehouse, {
    experiment: experiment.id,
    cut,
    horizon: HORIZON,
    last: HORIZON,
    byStratum: false,
  })
  const row = z.object({
    variation: z.string(),
    users: z.coerce.number(),
    main_sum: z.coerce.number(),
    main_sum_squares: z.coerce.number(),
  })
  const found = await test.warehouse.query({ name: 'growthbook', sql: analysis(experiment.id, cut), row })
  expect(found.map(({ variation }) => variation)).toEqual(['courteous', 'firm'])
  for (const { variation, users, main_sum: sum, main_sum_squares: squares } of found) {
    const own = cells.filter(({ variant }) => variant === variation)
    const total = (of: (cell: (typeof own)[number]) => number) => own.reduce((all, cell) => all + of(cell), 0)
    const entered = total(({ customers }) => customers)
    expect(users).toBe(total(({ mature }) => mature))
    expect(users).toBeGreaterThan(0)
    expect(users).toBeLessThan(entered)
    expect(sum).toBeCloseTo(
      total(({ received }) => received),
      4,
    )
    expect(squares).toBeCloseTo(
      total(({ received_squares: of }) => of),
      2,
    )
  }
})
