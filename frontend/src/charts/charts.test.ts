import { describe, expect, it } from 'vitest'
import { ageing, dsoTrend } from '@relance/backend/charts'
import { bridge } from './bridge'
import { tableToCsv } from './export'
import { forest } from './forest'
import type { Palette } from './palette'
import { roundedRange, tooltip } from './parts'
import { recoveryCurves } from './recovery-curves'
import { sparkPath } from './spark'

// Every role has its own name as its colour, so that an option tells which role it used.
const palette = new Proxy({}, { get: (_, role) => String(role) }) as Palette
const setting = { palette, width: 480 }
const words = { dso: 'DSO', best: 'best possible', late: 'late', number: (value: number) => value.toFixed(1) }

interface Series {
  type: string
  data: unknown[]
  label?: { show: boolean; formatter?: (point: { dataIndex: number }) => string }
}
const seriesOf = (option: object) => (option as { series: Series[] }).series

describe('roundedRange', () => {
  it('holds every value between whole steps', () => {
    for (const values of [[24.1, 27.6], [0], [52.6, 34], [1e6, 1.2e6], [-3, 4]]) {
      const { min, max, interval } = roundedRange(values)
      expect(min).toBeLessThanOrEqual(Math.min(...values))
      expect(max).toBeGreaterThanOrEqual(Math.max(...values))
      expect(Math.abs((max - min) / interval - Math.round((max - min) / interval))).toBeLessThan(1e-6)
    }
  })
})

describe('dsoTrend', () => {
  it('leaves a gap where a month has no value', () => {
    const points = [
      { label: 'a', dso: null, best: null },
      { label: 'b', dso: 26, best: 22 },
      { label: 'c', dso: 27, best: 23 },
    ]
    const lines = seriesOf(dsoTrend(points, words, setting)).filter((series) => series.type === 'line')
    expect(lines.map((line) => line.data)).toEqual([
      [null, 22, 23],
      [null, 26, 27],
    ])
  })
})

describe('bridge', () => {
  it('starts its axis near the levels and not at 0', () => {
    const steps = [
      { name: 'May', from: 27.6, to: null },
      { name: 'Late', from: 27.6, to: 26.3 },
      { name: 'June', from: 26.3, to: null },
    ]
    const option = bridge(steps, { level: String, change: String }, setting) as {
      yAxis: { min: number; max: number }
    }
    expect(option.yAxis.min).toBeGreaterThan(20)
    expect(option.yAxis.max).toBeGreaterThan(27.6)
  })
})

describe('ageing', () => {
  it('prints the total on top of the oldest class only', () => {
    const months = [{ label: 'June', amounts: [4284.29, 835.56, 0, 0, 0] }]
    const series = seriesOf(ageing(months, ['0', '1', '2', '3', '4'], (value) => value.toFixed(2), setting))
    expect(series.map((one) => one.label?.show)).toEqual([false, false, false, false, true])
    expect(series.at(-1)?.label?.formatter?.({ dataIndex: 0 })).toBe('5119.85')
  })
})

describe('what leaves a chart', () => {
  it('quotes cells of the CSV that hold a separator or a quote', () => {
    const csv = tableToCsv({ columns: [{ text: 'a;b' }, { text: 'c' }], rows: [['say "x"', '1,5']] })
    expect(csv).toBe('\uFEFF"a;b";c\r\n"say ""x""";1,5\r\n')
  })
  it('escapes what a tooltip shows', () => {
    const shown = tooltip(palette, () => ['<img src=x>', 'a & b']).formatter([{ dataIndex: 0 }])
    expect(shown).toBe('&lt;img src=x><br>a &amp; b')
  })
})

describe('sparkPath', () => {
  it('parts the line at a month without value and needs two values', () => {
    expect(sparkPath([null, 1, null], 100, 20, 2)).toBeUndefined()
    expect(sparkPath([1, null, 2, 3], 100, 20, 2)?.line.match(/M/g)).toHaveLength(2)
  })
})

describe('curves of an experiment', () => {
  it('draw the control grey and dashed, the others in colours of their own', () => {
    const line = (name: string, control: boolean) => ({ name, control, shares: [0, 0.5], marks: [] })
    const words = { age: String, share: String, axis: String }
    const lines = [line('control', true), line('a', false), line('b', false)]
    const drawn = seriesOf(recoveryCurves(lines, words, setting)).filter(({ type }) => type === 'line')
    const styles = drawn.map((one) => (one as unknown as { lineStyle: object }).lineStyle)
    expect(styles).toMatchObject([
      { color: 'chart-past', type: 'dashed' },
      { color: 'v-1', type: 'solid' },
      { color: 'v-2', type: 'solid' },
    ])
    expect(drawn[1]?.data).toEqual([0, 50])
  })
})

describe('a forest plot', () => {
  it('has room on its axis for every interval, for no difference and for the smallest one worth having', () => {
    const axisOf = (raw: { estimate: number; lower: number; upper: number }, worth: number) =>
      (
        forest([{ label: 'A', raw, pooled: null }], worth, String, setting) as {
          xAxis: { min: number; max: number }
        }
      ).xAxis
    const wide = axisOf({ estimate: 20, lower: 12, upper: 29 }, 1)
    expect(wide.min).toBeLessThan(-1)
    expect(wide.max).toBeGreaterThan(29)
    const narrow = axisOf({ estimate: 1, lower: 0.5, upper: 2 }, 20)
    expect(narrow.min).toBeLessThan(-20)
    expect(narrow.max).toBeGreaterThan(20)
  })
})
