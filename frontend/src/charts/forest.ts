import { base, label, roundedRange, segment, text, type Option, type Setting } from './parts'

interface Interval {
  estimate: number
  lower: number
  upper: number
}
export interface ForestRow {
  label: string
  raw: Interval | null
  pooled: Interval | null
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
}

export const forestHeight = (rows: number) => 44 + rows * 44

/**
 * Differences with their intervals, one row each: a square for the row alone, a diamond for it drawn towards the
 * others, a line at no difference and dashes at the smallest one worth having.
 */
export function forest(
  rows: ForestRow[],
  worth: number,
  number: (value: number) => string,
  { palette, width }: Setting,
): Option {
  const found = rows.flatMap(({ raw, pooled }) => [raw, pooled]).filter((one) => one !== null)
  const range = roundedRange([...found.flatMap(({ lower, upper }) => [lower, upper]), -worth, worth, 0])
  const left = width < 480 ? 104 : 168
  return {
    ...base(palette),
    grid: { left, right: 16, top: 8, bottom: 28 },
    xAxis: {
      type: 'value',
      ...range,
      axisLine: { lineStyle: { color: palette['chart-axis'] } },
      axisTick: { show: false },
      axisLabel: label(palette, { margin: 8, hideOverlap: true, formatter: number }),
      splitLine: { lineStyle: { color: palette['chart-grid'] } },
    },
    yAxis: { type: 'value', min: 0, max: rows.length, inverse: true, show: false },
    series: [
      {
        type: 'custom',
        data: [0],
        silent: true,
        z: 3,
        clip: false,
        renderItem: (_: unknown, api: Drawing) => {
          const [top, bottom] = [api.coord([0, 0])[1], api.coord([0, rows.length])[1]]
          const upright = (value: number, stroke: string, dash?: number[]) => {
            const x = api.coord([value, 0])[0]
            const line = segment([x, top], [x, bottom], stroke)
            return { ...line, style: { ...line.style, lineDash: dash ?? 'solid' } }
          }
          const dashes = [worth, -worth].map((at) => upright(at, palette['chart-past'], [3, 3]))
          const children = rows.flatMap((row, i) => rowShapes(row, i, left, api, palette))
          return { type: 'group', children: [...dashes, upright(0, palette['text-2']), ...children] }
        },
      },
    ],
  }
}

function rowShapes(row: ForestRow, i: number, left: number, api: Drawing, palette: Setting['palette']) {
  const y = api.coord([0, i + 0.5])[1]
  const most = Math.floor(left / 6.4)
  const name = row.label.length > most ? `${row.label.slice(0, most - 1)}…` : row.label
  const shapes: object[] = [text(palette, [4, y], name, { fill: palette.text, size: 12 })]
  const span = ({ lower, upper }: Interval, at: number, stroke: string) =>
    segment([api.coord([lower, 0])[0], at], [api.coord([upper, 0])[0], at], stroke, 1.5)
  if (row.raw) {
    const at = row.pooled ? y - 7 : y
    const x = api.coord([row.raw.estimate, 0])[0]
    const shape = { x: x - 4, y: at - 4, width: 8, height: 8 }
    shapes.push(span(row.raw, at, palette['v-1']), { type: 'rect', shape, style: { fill: palette['v-1'] } })
  }
  if (row.pooled) {
    const [x, at] = [api.coord([row.pooled.estimate, 0])[0], y + 7]
    const d = `M${x - 6} ${at}L${x} ${at - 5}L${x + 6} ${at}L${x} ${at + 5}Z`
    shapes.push(span(row.pooled, at, palette['v-2']), {
      type: 'path',
      shape: { d },
      style: { fill: palette['v-2'] },
    })
  }
  return shapes
}
