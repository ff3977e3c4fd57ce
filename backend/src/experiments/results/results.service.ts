import { Inject, Injectable } from '@nestjs/common'
import { resultsOf } from '@relance/experiments'
import {
  asKnownThen,
  experimentCells,
  experimentCustomers,
  experimentCutThen,
  experimentDataCut,
  experimentRowsMark,
  exposuresByDay,
} from '@relance/pipelines'
import type {
  ExperimentCell,
  ExperimentQuestion,
  ExposureDay,
  Warehouse,
  WarehouseReader,
} from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../../app/tokens'
import type { ExperimentCustomersAnswer, customersQuery } from '../customers.contract'
import { experimentDesign } from '../experiment.contract'
import type { ExperimentDesign } from '../experiment.contract'
import { ExperimentsService } from '../experiments.service'
import type { ExperimentRow } from '../experiments.service'
import { blocksOf, countCells } from './blocks'
import { longestOf } from './curves'
import { DealtPlacesService } from './dealt-places.service'
import { DecisionsLog } from './decisions-log'
import { factorEffects } from './factors'
import { evidenceOf, severeComplaints, watchHarms } from './guardrails'
import { LooksLog } from './looks'
import { planOf, progressOf } from './plan'
import { ResultsCache } from './results-cache'
import type { KnownBy, ResultsAnswer } from './results.contract'
import { tooSmall } from './strata'
import { toldResults } from './view'

type Analysed = Omit<ResultsAnswer, 'looks' | 'decisions' | 'state' | 'waiting' | 'known_by'>

/** What an experiment shows: sums from the warehouse, estimates and verdict from the experiments library. */
@Injectable()
export class ResultsService {
  private readonly cache = new ResultsCache<Analysed>()

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly experiments: ExperimentsService,
    private readonly looks: LooksLog,
    private readonly decisions: DecisionsLog,
    private readonly places: DealtPlacesService,
  ) {}

  /**
   * @param asOf a day of the past; left out: today
   * @param knownBy whether a look at that day leaves out what was loaded later as well
   * @throws AppError `experiments/not-found`
   */
  async results(id: string, asOf?: string, knownBy: KnownBy = 'facts'): Promise<ResultsAnswer> {
    const [row, known] = await Promise.all([this.experiments.row(id), experimentDataCut(this.warehouse, id)])
    const cut = known.cut !== null && asOf !== undefined && asOf < known.cut ? asOf : known.cut
    const on = knownBy === 'loads' ? asOf : undefined
    const question = JSON.stringify([id, row.updatedAt, row.state, cut, on])
    const rows = () => experimentRowsMark(this.warehouse, id)
    const analysed = await this.cache.answer(question, { loads: known.version, rows }, () =>
      on === undefined
        ? this.analyse(this.warehouse, row, cut, cut === known.cut ? null : (asOf ?? null))
        : this.analyseThen(row, on),
    )
    const [looks, decisions] = await Promise.all([this.looks.list(id), this.decisions.of(id)])
    const waiting = cut === known.cut && on === undefined ? known.waiting : 0
    const asked = { as_of: asOf ?? null, known_by: knownBy }
    return { ...analysed, ...asked, state: row.state, waiting, looks, decisions }
  }

  /** @throws AppError `experiments/not-found` */
  async customers(id: string, query: z.output<typeof customersQuery>): Promise<ExperimentCustomersAnswer> {
    const { variant, segment, limit } = query
    const { as_of: on, known_by: knownBy } = query
    const { cut, currency, design } = await this.results(id, on, knownBy)
    if (cut === null) return { cut, currency, rows: [], next: null }
    const skip = Number(query.cursor ?? 0)
    const asked = {
      experiment: id,
      cut,
      horizon: design.horizon_days,
      variant,
      segment,
      limit: limit + 1,
      skip,
    }
    const ask = (warehouse: WarehouseReader) => experimentCustomers(warehouse, asked)
    const rows = await (knownBy === 'loads' && on !== undefined
      ? asKnownThen(this.warehouse, { experiment: id, on }, ask)
      : ask(this.warehouse))
    const next = rows.length > limit ? String(skip + limit) : null
    return { cut, currency, rows: rows.slice(0, limit), next }
  }

  /** The analysis with what was loaded by the end of a day. */
  private analyseThen(row: ExperimentRow, on: string): Promise<Analysed> {
    const question = { experiment: row.id, on }
    return asKnownThen(this.warehouse, question, async (then) =>
      this.analyse(then, row, await experimentCutThen(then, question), on),
    )
  }

  private async analyse(
    warehouse: WarehouseReader,
    row: ExperimentRow,
    cut: string | null,
    asOf: string | null,
  ): Promise<Analysed> {
    const design = experimentDesign.parse(row.design)
    const days = cut === null ? [] : await exposuresByDay(warehouse, { experiment: row.id, cut })
    const [first, last] = [days[0]?.day, days.at(-1)?.day]
    if (cut === null || first === undefined || last === undefined) return nobodyYet(row.id, design, cut, asOf)
    const question = { experiment: row.id, cut, horizon: design.horizon_days, last: design.horizon_days }
    const [found, dealt, harms, earlier] = await Promise.all([
      counted(warehouse, question),
      this.places.of(row.id, design, cut),
      watchHarms(warehouse, { experiment: row.id, cut }, design),
      this.looks.before(row.id, cut),
    ])
    const cells = found.map(({ cell }) => cell)
    const customers = total(cells, (cell) => cell.customers)
    const progress = progressOf(design, { customers, first, last, ended: row.endedOn }, cut)
    const severe = severeComplaints(days)
    const results = resultsOf({
      plan: planOf(design),
      blocks: blocksOf(found),
      guardrails: Object.fromEntries(design.cells.map(({ id }) => [id, evidenceOf(harms, id)])),
      severeComplaints: Object.fromEntries(severe.map(({ variant, count }) => [variant, count])),
      costs: costsOf(cells),
      dealt,
      earlier,
      ...progress,
    })
    if (asOf === null) await this.looks.keep(row.id, cut, results)
    return {
      ...nobodyYet(row.id, design, cut, asOf),
      currency: days[0]?.currency ?? null,
      first_day: first,
      days_left: progress.daysLeft,
      planned_end_reached: progress.plannedEndReached,
      longest_age: longestOf(found),
      ...toldResults(design, results, found),
      factors: factorEffects(design, results.overall),
      guardrails: harms,
      severe_complaints: severe,
      by_day: byDay(days),
      counted: {
        customers,
        owing_nothing: total(cells, (cell) => cell.owing_nothing),
        paid_before_message: total(cells, (cell) => cell.paid_before_message),
        several_currencies: total(cells, (cell) => cell.several_currencies),
        epochs: new Set(cells.map(({ epoch }) => epoch)).size,
      },
      warnings: warningsOf(design, cells),
    }
  }
}

/** Both passes; strata that are too small to stand alone are put together again. */
async function counted(warehouse: WarehouseReader, question: Omit<ExperimentQuestion, 'byStratum'>) {
  const apart = { ...question, byStratum: true }
  const cells = await experimentCells(warehouse, apart)
  if (cells.every(({ stratum }) => stratum === '')) return countCells(warehouse, apart, cells)
  const together = tooSmall(cells)
  if (together.length === 0) return countCells(warehouse, apart, cells)
  const asked = { ...apart, together }
  return countCells(warehouse, asked, await experimentCells(warehouse, asked))
}

const total = (cells: readonly ExperimentCell[], of: (cell: ExperimentCell) => number) =>
  cells.reduce((sum, cell) => sum + of(cell), 0)

function costsOf(cells: readonly ExperimentCell[]) {
  const costs: Record<string, { customers: number; cost: number }> = {}
  for (const { variant, mature, cost } of cells) {
    const before = costs[variant] ?? { customers: 0, cost: 0 }
    costs[variant] = { customers: before.customers + mature, cost: before.cost + cost }
  }
  return costs
}

function byDay(days: readonly ExposureDay[]): ResultsAnswer['by_day'] {
  const counts = new Map<string, Record<string, number>>()
  for (const { day, variant, customers } of days) {
    counts.set(day, { ...counts.get(day), [variant]: customers })
  }
  return [...counts].map(([day, ofDay]) => ({ day, counts: ofDay }))
}

function warningsOf(design: ExperimentDesign, cells: readonly ExperimentCell[]): ResultsAnswer['warnings'] {
  const known = new Set(design.segments.map(({ id }) => id))
  const strange = cells.filter(({ segment }) => !known.has(segment))
  const mixed = total(cells, (cell) => cell.several_currencies)
  return [
    ...(strange.length > 0
      ? [{ code: 'segments-not-in-design', detail: { customers: total(strange, (cell) => cell.customers) } }]
      : []),
    ...(mixed > 0 ? [{ code: 'several-currencies', detail: { customers: mixed } }] : []),
  ]
}

/** An experiment before its first customer. */
function nobodyYet(id: string, design: ExperimentDesign, cut: string | null, asOf: string | null): Analysed {
  return {
    id,
    design,
    currency: null,
    cut,
    as_of: asOf,
    first_day: null,
    days_left: design.max_days + design.horizon_days,
    planned_end_reached: false,
    longest_age: -1,
    overall: null,
    segments: [],
    winner_differs: { holds: false, p: null },
    pooled: [],
    factors: { effects: [], code: null },
    guardrails: [],
    severe_complaints: [],
    by_day: [],
    counted: { customers: 0, owing_nothing: 0, paid_before_message: 0, several_currencies: 0, epochs: 0 },
    warnings: [],
  }
}
