import { axisNumber, base, label, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface CashMonth {
  label: string
  billed: number
  collected: number
}

/** What was billed and what came in, month by month, beside each other. */
export function cash(
  months: CashMonth[],
  words: { billed: string; collected: string; number: (value: number) => string },
  { palette, width }: Setting,
): Option {
  return {
    ...base(palette),
    grid: { left: 38, right: 0, top: 10, bottom: 22 },
    tooltip: tooltip(palette, (index) => {
      const month = months[index]
      return month
        ? [
            month.label,
            `${words.billed} ${words.number(month.billed)}`,
            `${words.collected} ${words.number(month.collected)}`,
          ]
        : []
    }),
    xAxis: xAxis(palette, {
      data: months.map((month) => month.label),
      axisLabel: label(palette, { interval: width < 420 ? 2 : 0, margin: 8 }),
    }),
    yAxis: yAxis(palette, {
      splitNumber: 4,
      axisLabel: label(palette, { margin: 8, formatter: (value: number) => axisNumber(value, words.number) }),
    }),
    series: [
      bars(
        words.billed,
        months.map((month) => month.billed),
        palette['chart-bar-past'],
      ),
      bars(
        words.collected,
        months.map((month) => month.collected),
        palette['chart-main'],
      ),
    ],
  }
}

const bars = (name: string, data: number[], color: string) => ({
  name,
  type: 'bar',
  data,
  barGap: '8%',
  barCategoryGap: '34%',
  itemStyle: { color, borderRadius: 1 },
})
