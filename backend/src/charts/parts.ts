import type { EChartsCoreOption } from 'echarts/core'
import type { Palette } from './palette'

export type Option = EChartsCoreOption

/** What every option builder is told of the place it draws in. */
export interface Setting {
  palette: Palette
  /** Pixels. */
  width: number
}

/** A chart as a page describes it: its picture, its sentence, and the same figures as a table. */
export interface ChartTable {
  columns: { text: string; num?: boolean }[]
  rows: string[][]
}

export const label = (palette: Palette, extra: object = {}) => ({
  color: palette['chart-label'],
  fontFamily: palette.font,
  fontSize: 11,
  lineHeight: 14,
  ...extra,
})

export const base = (palette: Palette): Option => ({
  animation: false,
  textStyle: { fontFamily: palette.font, fontSize: 11 },
})

export const xAxis = (palette: Palette, extra: object = {}) => ({
  type: 'category',
  axisLine: { lineStyle: { color: palette['chart-axis'] } },
  axisTick: { show: false },
  axisLabel: label(palette, { margin: 8, hideOverlap: true }),
  splitLine: { show: false },
  ...extra,
})

export const yAxis = (palette: Palette, extra: object = {}) => ({
  type: 'value',
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: label(palette, { margin: 8 }),
  splitLine: { lineStyle: { color: palette['chart-grid'] } },
  ...extra,
})

/** A quiet box that follows the pointer; `lines` are plain words, escaped here. */
export function tooltip(palette: Palette, lines: (index: number) => string[]) {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: palette.raised,
    borderColor: palette['line-strong'],
    borderWidth: 1,
    padding: [6, 10],
    textStyle: { color: palette.text, fontFamily: palette.font, fontSize: 12 },
    axisPointer: { type: 'line', lineStyle: { color: palette['chart-past'], type: 'dashed' } },
    formatter: (points: { dataIndex: number }[]) =>
      lines(points[0]?.dataIndex ?? 0)
        .map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
        .join('<br>'),
  }
}

export const text = (
  palette: Palette,
  at: [number, number],
  words: string,
  style: { weight?: number; size?: number; fill?: string; align?: 'left' | 'center' | 'right' } = {},
) => ({
  type: 'text',
  x: at[0],
  y: at[1],
  style: {
    text: words,
    font: `${style.weight ?? 400} ${style.size ?? 11}px ${palette.font}`,
    fill: style.fill ?? palette['chart-label'],
    align: style.align ?? 'left',
    verticalAlign: 'middle',
  },
})

export const segment = (from: [number, number], to: [number, number], stroke: string, width = 1) => ({
  type: 'line',
  shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
  style: { stroke, lineWidth: width },
})

/** Round ends of an axis that need not start at 0: whole steps that hold every value. */
export function roundedRange(values: number[], pad = 0.08): { min: number; max: number; interval: number } {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = Math.max(high - low, Math.abs(high) * 0.02, 0.1)
  const rough = (span * (1 + 2 * pad)) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const interval = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= rough) ?? power * 10
  const clean = (value: number) => Number(value.toPrecision(12))
  return {
    min: clean(Math.floor((low - span * pad) / interval) * interval),
    max: clean(Math.ceil((high + span * pad) / interval) * interval),
    interval: clean(interval),
  }
}

/** Axis figures without the decimals that all of them share. */
export const axisNumber = (value: number, number: (value: number) => string) =>
  Number.isInteger(value) ? number(value).replace(/[.,]0{1,2}$/, '') : number(value)
