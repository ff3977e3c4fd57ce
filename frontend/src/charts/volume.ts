import type { Palette } from './palette'
import { axisNumber, base, label, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface VolumeDay {
  label: string
  /** One number a name, in their order. */
  values: number[]
}

/** Stacked days: one colour a name, kept apart by a gap of the surface. */
export function volume(
  days: VolumeDay[],
  names: string[],
  number: (value: number) => string,
  { palette, width }: Setting,
  ink: readonly (keyof Palette)[] = ['o-3', 'chart-past', 'o-1', 'o-4', 'o-2', 'chart-axis', 'o-0'],
): Option {
  return {
    ...base(palette),
    grid: { left: 44, right: 0, top: 12, bottom: 24 },
    tooltip: tooltip(palette, (index) => {
      const day = days[index]
      if (!day) return []
      const said = names.map((name, at) => ({ name, value: day.values[at] ?? 0 }))
      return [
        day.label,
        ...said.filter(({ value }) => value > 0).map(({ name, value }) => `${name} ${number(value)}`),
      ]
    }),
    xAxis: xAxis(palette, {
      data: days.map((day) => day.label),
      axisLabel: label(palette, {
        interval: Math.ceil(days.length / Math.max(2, width / 72)) - 1,
        margin: 8,
      }),
    }),
    yAxis: yAxis(palette, {
      splitNumber: 4,
      axisLabel: label(palette, { margin: 8, formatter: (value: number) => axisNumber(value, number) }),
    }),
    series: names.map((name, at) => ({
      name,
      type: 'bar',
      stack: 'channels',
      barCategoryGap: '20%',
      data: days.map((day) => day.values[at] ?? 0),
      itemStyle: {
        color: palette[ink[at % ink.length] ?? 'o-3'],
        borderColor: palette.surface,
        borderWidth: 0.5,
      },
    })),
  }
}
