import { axisNumber, base, label, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface AgeingMonth {
  label: string
  /** Amounts by bucket in the scale of the axis, first the part not yet due. */
  amounts: number[]
}

/** Stacked month ends: one hue, the older the debt the stronger; the total stands on top. */
export function ageing(
  months: AgeingMonth[],
  names: string[],
  number: (value: number) => string,
  { palette, width }: Setting,
): Option {
  const totals = months.map((month) => month.amounts.reduce((sum, value) => sum + value, 0))
  return {
    ...base(palette),
    grid: { left: 38, right: 0, top: 20, bottom: 22 },
    tooltip: tooltip(palette, (index) => {
      const month = months[index]
      if (!month) return []
      const lines = names.map((name, bucket) => `${name} ${number(month.amounts[bucket] ?? 0)}`)
      return [`${month.label} · ${number(totals[index] ?? 0)}`, ...lines.toReversed()]
    }),
    xAxis: xAxis(palette, {
      data: months.map((month) => month.label),
      axisLabel: label(palette, { interval: width < 34 * months.length ? 1 : 0, margin: 8 }),
    }),
    yAxis: yAxis(palette, {
      splitNumber: 4,
      axisLabel: label(palette, { margin: 8, formatter: (value: number) => axisNumber(value, number) }),
    }),
    series: names.map((name, bucket) => ({
      name,
      type: 'bar',
      stack: 'ageing',
      barWidth: '62%',
      data: months.map((month) => month.amounts[bucket] ?? 0),
      itemStyle: {
        color: palette[`o-${Math.min(bucket, 4)}` as 'o-0'],
        borderColor: palette.surface,
        borderWidth: 0.5,
      },
      label:
        bucket === names.length - 1
          ? {
              show: true,
              position: 'top',
              distance: 4,
              ...label(palette, { color: palette.text, fontWeight: 600 }),
              formatter: (point: { dataIndex: number }) => number(totals[point.dataIndex] ?? 0),
            }
          : { show: false },
    })),
  }
}
