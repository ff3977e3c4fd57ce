import { z } from 'zod'
import type { Warehouse } from '../../warehouse/warehouse'
import { addDays, earlier } from '../days'
import { dataState } from '../facts/data-state'
import dataMarkSql from './data-mark.sql?raw'
import { forecastAt, WEEKS } from './forecast-at'
import type { ForecastAt, ForecastQuestion, WeekRow } from './forecast-at'

const RESAMPLES = 500
/** Past days on which the same forecast is made and compared with what came: every four weeks, with 13 known weeks. */
const TRIALS = 8
const APART = 4

export interface ForecastWeek {
  /** first and last day */
  from: string
  to: string
  /** expected of invoices that are open now, and of those still to be billed */
  open: number
  toBeBilled: number
  /** 80 % band of their sum */
  low: number
  high: number
}

export interface ForecastAccuracy {
  trials: number
  weeks: number
  /** share of past weeks whose cash lay inside the band then forecast, widened by what the other trials showed */
  inside: number
  /** the same for the band of the resamples alone, and by how much it is widened */
  insideAlone: number
  widening: number
  /** by lead week: mean absolute error as a share of the mean cash of those weeks */
  errors: number[]
  /** mean of forecast less cash, as a share of cash: above 0 when too high */
  bias: number
}

export interface CashForecast {
  /** the day it starts from: as-of, or the data cut where that is earlier */
  asOf: string
  currency: string
  weeks: ForecastWeek[]
  /** cash of the thirteen weeks before, the oldest first */
  past: { from: string; to: string; collected: number }[]
  disputed: number
  /** null when less than a year is known before the trials */
  accuracy: ForecastAccuracy | null
}

/**
 * Cash of the next 13 weeks with its band, and how well the same method did on past days.
 * @throws WarehouseError
 */
export async function cashForecast(warehouse: Warehouse, question: ForecastQuestion): Promise<CashForecast> {
  const state = await dataState(warehouse, question.entityIds)
  const asOf = state.dataCut === null ? question.asOf : earlier(question.asOf, state.dataCut)
  const now = await forecastAt(warehouse, { ...question, asOf }, RESAMPLES)
  const accuracy = await accuracyOf(warehouse, { ...question, asOf }, now.weeks)
  const widening = accuracy?.widening ?? 1
  const at = (offset: number) => ({ from: addDays(asOf, 7 * offset + 1), to: addDays(asOf, 7 * offset + 7) })
  const collected = new Map(now.weeks.map((row) => [row.week, row.collected]))
  return {
    asOf,
    currency: question.currency,
    weeks: now.open.map((open, week) => {
      const toBeBilled = now.toBeBilled[week] ?? 0
      const [low = 0, high = 0] = [now.low[week], now.high[week]]
      const said = open + toBeBilled
      return {
        ...at(week),
        open,
        toBeBilled,
        low: Math.max(0, said - (said - low) * widening),
        high: said + (high - said) * widening,
      }
    }),
    past: Array.from({ length: WEEKS }, (_, index) => ({
      ...at(index - WEEKS),
      collected: collected.get(index - WEEKS + 1) ?? 0,
    })),
    disputed: now.disputed,
    accuracy,
  }
}

/** Changes with the data that forecasts follow from: while it stands, the same question has the same answer. */
export async function forecastMark(warehouse: Warehouse): Promise<string> {
  const row = z.object({ mark: z.string() })
  const [found] = await warehouse.query({ name: 'forecast-mark', sql: dataMarkSql, row })
  return found?.mark ?? ''
}

async function accuracyOf(
  warehouse: Warehouse,
  question: ForecastQuestion,
  known: readonly WeekRow[],
): Promise<ForecastAccuracy | null> {
  const first = Math.min(0, ...known.filter((row) => row.billed > 0).map((row) => row.week))
  const trials: ForecastAt[] = []
  for (let turn = 0; turn < TRIALS; turn += 1) {
    const weeksAgo = WEEKS + APART * turn
    // half a year of habits at least
    if (-first < weeksAgo + 26) break
    const asOf = addDays(question.asOf, -7 * weeksAgo)
    trials.push(await forecastAt(warehouse, { ...question, asOf }, RESAMPLES))
  }
  return trials.length < 2 ? null : judge(trials)
}

interface Point {
  trial: number
  week: number
  said: number
  cash: number
  /** how far the cash lay from what was said, in half widths of the band on that side */
  off: number
}

function judge(trials: readonly ForecastAt[]): ForecastAccuracy {
  const points = trials.flatMap((trial, index) => pointsOf(trial, index))
  const total = (of: readonly Point[]) => of.reduce((sum, point) => sum + point.cash, 0)
  const own = (week: number) => points.filter((point) => point.week === week)
  const share = (isInside: (point: Point) => boolean) => points.filter(isInside).length / points.length
  return {
    trials: trials.length,
    weeks: points.length,
    // no trial is judged by a width that it helped to find
    inside: share((point) => point.off <= wideningOf(points.filter((other) => other.trial !== point.trial))),
    insideAlone: share((point) => point.off <= 1),
    widening: wideningOf(points),
    errors: Array.from(
      { length: WEEKS },
      (_, week) =>
        own(week).reduce((sum, point) => sum + Math.abs(point.said - point.cash), 0) /
        Math.max(1, total(own(week))),
    ),
    bias: points.reduce((sum, point) => sum + point.said - point.cash, 0) / Math.max(1, total(points)),
  }
}

function pointsOf(trial: ForecastAt, index: number): Point[] {
  return trial.open.map((open, week) => {
    const cash = trial.weeks.find((row) => row.week === week + 1)?.collected ?? 0
    const said = open + (trial.toBeBilled[week] ?? 0)
    const half = cash > said ? (trial.high[week] ?? said) - said : said - (trial.low[week] ?? said)
    const off = cash === said ? 0 : half > 0 ? Math.abs(cash - said) / half : Infinity
    return { trial: index, week, said, cash, off }
  })
}

/** By how much the band must be widened to have held four fifths of these points; never made narrower. */
function wideningOf(points: readonly Point[]): number {
  const sorted = points.map(({ off }) => off).sort((a, b) => a - b)
  return Math.max(1, Math.min(10, sorted[Math.ceil(0.8 * sorted.length) - 1] ?? 1))
}
