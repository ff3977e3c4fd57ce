import type { Palette } from './palette'
import { axisNumber, base, label, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

/** What is drawn of a result: labels along the axis, and numbers of one series each. */
export interface ResultPicture {
  kind: 'line' | 'bar'
  labels: string[]
  series: { name: string; values: (number | null)[] }[]
}

const INK: readonly (keyof Palette)[] = ['chart-main', 'v-2', 'v-3', 'v-4', 'v-5']

/** Lines or bars side by side, whatever the result is about; names stand under the axis where they have room. */
export function resultPicture(
  { kind, labels, series }: ResultPicture,
  number: (value: number) => string,
  { palette, width }: Setting,
): Option {
  const most = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => Math.abs(value ?? 0))))
  const room = Math.max(36, Math.min(96, 12 + 6.4 * axisNumber(most, number).length))
  const every = Math.ceil(labels.length / Math.max(2, width / 84)) - 1
  return {
    ...base(palette),
    grid: { left: room, right: 12, top: 12, bottom: 26 },
    tooltip: tooltip(palette, (index) => [
      labels[index] ?? '',
      ...series.map(({ name, values }) => {
        const value = values[index]
        return `${name} ${value === null || value === undefined ? '–' : number(value)}`
      }),
    ]),
    xAxis: xAxis(palette, {
      data: labels,
      boundaryGap: kind === 'bar',
      axisLabel: label(palette, {
        interval: Math.max(0, every),
        margin: 8,
        hideOverlap: true,
        width: 96,
        overflow: 'truncate',
      }),
    }),
    yAxis: yAxis(palette, {
      splitNumber: 4,
      scale: kind === 'line',
      axisLabel: label(palette, { margin: 8, formatter: (value: number) => axisNumber(value, number) }),
    }),
    series: series.map(({ name, values }, at) => {
      const color = palette[INK[at % INK.length] ?? 'chart-main']
      const common = { name, type: kind, data: values, itemStyle: { color } }
      if (kind === 'bar') return { ...common, barMaxWidth: 40, barCategoryGap: '28%' }
      return {
        ...common,
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: labels.length <= 40,
        lineStyle: { color, width: 2 },
      }
    }),
  }
}
