import { z } from 'zod'
import type { Warehouse, WarehouseReader } from '../warehouse/warehouse'
import byDaySql from './exposures-by-day.sql?raw'
import dataCutSql from './data-cut.sql?raw'
import dealtSql from './dealt-customers.sql?raw'
import dataCutThenSql from './data-cut-then.sql?raw'
import guardrailSql from './guardrail.sql?raw'
import listSql from './list-experiments.sql?raw'
import rowsMarkSql from './rows-mark.sql?raw'

export const harms = ['complaints', 'optouts', 'disputes', 'bounces'] as const
export type Harm = (typeof harms)[number]

const count = z.coerce.number()
const harmRow = z.object({
  variant: z.string(),
  day: z.string(),
  customers: count,
  places: z.array(count),
})
const dayRow = z.object({
  variant: z.string(),
  day: z.string(),
  customers: count,
  currency: z.string(),
  severe_days: z.array(count),
})
const cutRow = z.object({ cut: z.string().nullable(), waiting: count, version: z.string() })
type DataCut = z.output<typeof cutRow>
const markRow = z.object({ mark: z.string() })
const listRow = z.object({ id: z.string(), customers: count, first_day: z.string(), last_day: z.string() })

/**
 * Who of each variant came to harm within `window` days, in the order of triggers: customers of a day are put in an
 * order that knows nothing of outcomes. Only customers whose window is over.
 */
export async function harmsInOrder(
  warehouse: WarehouseReader,
  question: { experiment: string; cut: string; harm: Harm; window: number },
): Promise<Map<string, boolean[]>> {
  const rows = await warehouse.query({
    name: 'experiment-guardrail',
    sql: guardrailSql,
    params: question,
    row: harmRow,
  })
  const order = new Map<string, boolean[]>()
  for (const { variant, customers, places } of rows) {
    const list = order.get(variant) ?? []
    order.set(variant, list)
    const from = list.length
    for (let i = 0; i < customers; i++) list.push(false)
    for (const place of places) {
      let at = Math.min(customers - 1, Math.floor(place * customers))
      // Two at one place: the next that is free, round the day.
      while (list[from + at] === true) at = (at + 1) % customers
      list[from + at] = true
    }
  }
  return order
}

const dealtRow = z.object({ entity_id: z.string(), customer_id: z.string(), variant: z.string() })

/** Customers who have a stratum, each with the variant that he was exposed in. */
export function dealtCustomers(
  warehouse: Warehouse,
  question: { experiment: string; cut: string },
): Promise<z.output<typeof dealtRow>[]> {
  return warehouse.query({
    name: 'experiment-dealt-customers',
    sql: dealtSql,
    params: question,
    row: dealtRow,
  })
}

export type ExposureDay = z.output<typeof dayRow>

/** How many entered each variant on each day, and the days (since 1970) of severe complaints of those. */
export function exposuresByDay(
  warehouse: WarehouseReader,
  question: { experiment: string; cut: string },
): Promise<ExposureDay[]> {
  return warehouse.query({
    name: 'experiment-exposures-by-day',
    sql: byDaySql,
    params: question,
    row: dayRow,
  })
}

/**
 * Last day up to which all payments of the experiment's creditors are known (null without exposures), how many
 * customers entered after it, and a mark of the loads that count, which changes with every load and undo that shows in
 * the derived tables.
 */
export async function experimentDataCut(warehouse: Warehouse, experiment: string): Promise<DataCut> {
  const [row] = await warehouse.query({
    name: 'experiment-data-cut',
    sql: dataCutSql,
    params: { experiment },
    row: cutRow,
  })
  return row ?? { cut: null, waiting: 0, version: '' }
}

/** The same day as it was known at the end of the day `on`, by the loads that had come in; null where none had. */
export async function experimentCutThen(
  warehouse: WarehouseReader,
  question: { experiment: string; on: string },
): Promise<string | null> {
  const [row] = await warehouse.query({
    name: 'experiment-data-cut-then',
    sql: dataCutThenSql,
    params: question,
    row: z.object({ cut: z.string().nullable() }),
  })
  return row?.cut ?? null
}

/** A mark of all rows that results of an experiment rest on: equal marks, equal results at the same cut. */
export async function experimentRowsMark(warehouse: Warehouse, experiment: string): Promise<string> {
  const [row] = await warehouse.query({
    name: 'experiment-rows-mark',
    sql: rowsMarkSql,
    params: { experiment },
    row: markRow,
  })
  return row?.mark ?? ''
}

/** Experiments with customers, by id. */
export function exposedExperiments(warehouse: Warehouse): Promise<z.output<typeof listRow>[]> {
  return warehouse.query({ name: 'experiment-list', sql: listSql, row: listRow })
}
