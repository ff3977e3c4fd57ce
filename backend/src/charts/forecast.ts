import { axisNumber, base, label, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface ForecastBar {
  label: string
  /** cash that came; null for a coming week */
  collected: number | null
  open: number | null
  toBeBilled: number | null
  low: number | null
  high: number | null
}
export interface ForecastWords {
  collected: string
  open: string
  toBeBilled: string
  band: string
  number: (value: number) => string
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
}

/** Cash by week: what came, then what is expected in two layers, the later billed one lighter, with its band. */
export function forecast(bars: ForecastBar[], words: ForecastWords, { palette, width }: Setting): Option {
  const stack = (name: string, data: (number | null)[], color: string) => ({
    name,
    type: 'bar',
    stack: 'cash',
    data,
    barCategoryGap: '28%',
    itemStyle: { color, borderRadius: 1 },
  })
  return {
    ...base(palette),
    grid: { left: 42, right: 4, top: 10, bottom: 22 },
    tooltip: tooltip(palette, (index) => lines(bars[index], words)),
    xAxis: xAxis(palette, {
      data: bars.map((bar) => bar.label),
      axisLabel: label(palette, { interval: width < 420 ? 6 : 2, margin: 8 }),
    }),
    yAxis: yAxis(palette, {
      min: 0,
      max: ({ max }: { max: number }) => Math.max(max, ...bars.map((bar) => bar.high ?? 0)) * 1.05,
      splitNumber: 4,
      axisLabel: label(palette, {
        margin: 8,
        formatter: (value: number) => axisNumber(Math.round(value * 100) / 100, words.number),
      }),
    }),
    series: [
      stack(
        words.collected,
        bars.map((bar) => bar.collected),
        palette['chart-bar-past'],
      ),
      stack(
        words.open,
        bars.map((bar) => bar.open),
        palette['chart-main'],
      ),
      stack(
        words.toBeBilled,
        bars.map((bar) => bar.toBeBilled),
        palette['o-1'],
      ),
      {
        name: words.band,
        type: 'custom',
        silent: true,
        z: 5,
        data: bars.flatMap((bar, index) => (bar.low === null ? [] : [[index]])),
        renderItem: (params: { dataIndex: number }, api: Drawing) => {
          const index = bars.findIndex((bar) => bar.low !== null) + params.dataIndex
          const bar = bars[index]
          const [x, top] = api.coord([index, bar?.high ?? 0])
          const bottom = api.coord([index, bar?.low ?? 0])[1]
          return {
            type: 'path',
            shape: { d: `M${x - 3} ${top}h6M${x} ${top}V${bottom}M${x - 3} ${bottom}h6` },
            style: { stroke: palette.text, lineWidth: 1, fill: 'none' },
          }
        },
      },
    ],
  }
}

function lines(bar: ForecastBar | undefined, words: ForecastWords): string[] {
  if (!bar) return []
  if (bar.collected !== null) return [bar.label, `${words.collected} ${words.number(bar.collected)}`]
  const both = (bar.open ?? 0) + (bar.toBeBilled ?? 0)
  return [
    `${bar.label} : ${words.number(both)}`,
    `${words.open} ${words.number(bar.open ?? 0)}`,
    `${words.toBeBilled} ${words.number(bar.toBeBilled ?? 0)}`,
    `${words.band} ${words.number(bar.low ?? 0)} – ${words.number(bar.high ?? 0)}`,
  ]
}
