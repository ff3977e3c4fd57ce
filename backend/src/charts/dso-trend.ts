import { base, label, roundedRange, text, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface DsoPoint {
  label: string
  dso: number | null
  best: number | null
}
export interface DsoWords {
  dso: string
  best: string
  late: string
  number: (value: number) => string
  /** a level that should not be exceeded */
  target?: { value: number; name: string }
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
}

/** DSO over the months with the best possible under it; the band between them is what delays cost, in days. */
export function dsoTrend(points: DsoPoint[], words: DsoWords, { palette, width }: Setting): Option {
  const values = points
    .flatMap((point) => [point.dso, point.best, words.target?.value ?? null])
    .filter((value) => value !== null)
  const range = roundedRange(values.length > 0 ? values : [0, 1])
  const floor = Math.max(0, range.min)
  const last = points.findLastIndex((point) => point.dso !== null)
  const narrow = width < 420
  const whole = points
    .map((point, index) => ({ ...point, index }))
    .filter((p) => p.dso !== null && p.best !== null)
  return {
    ...base(palette),
    grid: { left: 30, right: narrow ? 84 : 108, top: 10, bottom: 22 },
    tooltip: tooltip(palette, (index) => {
      const point = points[index]
      if (!point) return []
      const shown = (value: number | null) => (value === null ? '–' : words.number(value))
      const lines = [point.label, `${words.dso} ${shown(point.dso)}`, `${words.best} ${shown(point.best)}`]
      return words.target ? [...lines, `${words.target.name} ${shown(words.target.value)}`] : lines
    }),
    xAxis: xAxis(palette, {
      data: points.map((point) => point.label),
      boundaryGap: false,
      axisLabel: label(palette, { interval: narrow ? 5 : 2, margin: 8 }),
    }),
    yAxis: yAxis(palette, { ...range, min: floor }),
    series: [
      {
        type: 'custom',
        data: [0],
        silent: true,
        z: 1,
        renderItem: (_: unknown, api: Drawing) => ({
          type: 'polygon',
          shape: {
            points: [
              ...whole.map((point) => api.coord([point.index, point.dso ?? 0])),
              ...whole.toReversed().map((point) => api.coord([point.index, point.best ?? 0])),
            ],
          },
          style: { fill: palette['chart-band'] },
        }),
      },
      line(
        points.map((point) => point.best),
        palette['chart-past'],
        1.5,
      ),
      line(
        points.map((point) => point.dso),
        palette['chart-main'],
        2,
      ),
      ...(words.target ? [targetLine(points.length, words.target.value, palette['chart-label'])] : []),
      ends(points, last, words, palette, floor),
    ],
  }
}

const line = (data: (number | null)[], color: string, width: number) => ({
  type: 'line',
  data,
  showSymbol: data.filter((value) => value !== null).length < 2,
  symbolSize: 6,
  itemStyle: { color },
  lineStyle: { color, width },
  z: 2,
})

const targetLine = (count: number, value: number, color: string) => ({
  type: 'line',
  data: Array.from({ length: count }, () => value),
  showSymbol: false,
  silent: true,
  lineStyle: { color, width: 1, type: 'dashed' },
  z: 1,
})

/** Names at the end of the lines instead of a legend; kept apart when the lines meet. */
function ends(points: DsoPoint[], last: number, words: DsoWords, palette: Setting['palette'], floor: number) {
  return {
    type: 'custom',
    data: [0],
    silent: true,
    clip: false,
    z: 4,
    renderItem: (_: unknown, api: Drawing) => {
      const point = points[last]
      if (!point || point.dso === null) return { type: 'group', children: [] }
      const [x] = api.coord([points.length - 1, floor])
      const yDso = api.coord([last, point.dso])[1]
      const row = (y: number, value: number, name: string, fill: string) => [
        text(palette, [x + 8, y], words.number(value), { weight: 600, fill }),
        ...name
          .split(' ')
          .reduce<string[]>((lines, word) => fold(lines, word), [])
          .map((part, index) => text(palette, [x + 38, y + index * 13], part)),
      ]
      const children = row(yDso, point.dso, words.dso, palette.text)
      if (point.best !== null) {
        const yBest = Math.max(api.coord([last, point.best])[1], yDso + 30)
        children.push(...row(yBest, point.best, words.best, palette.text))
        if (yBest - yDso > 70)
          children.push(
            ...row((yDso + yBest) / 2, point.dso - point.best, words.late, palette['accent-text']),
          )
      }
      return { type: 'group', children }
    },
  }
}

function fold(lines: string[], word: string): string[] {
  const current = lines.at(-1)
  if (current !== undefined && `${current} ${word}`.length <= 11)
    return [...lines.slice(0, -1), `${current} ${word}`]
  return [...lines, word]
}
