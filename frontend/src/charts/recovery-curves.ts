import { base, label, roundedRange, text, tooltip, xAxis, yAxis, type Option, type Setting } from './parts'

export interface RecoveryLine {
  name: string
  /** drawn dashed and grey: what the others are compared with */
  control: boolean
  /** shares of 1 by age */
  shares: number[]
  marks: { age: number; lower: number; upper: number }[]
}
export interface RecoveryWords {
  age: (age: number) => string
  share: (value: number) => string
  /** a share on the axis: whole percents */
  axis: (value: number) => string
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
}
const inks = ['v-1', 'v-2', 'v-3', 'v-4', 'v-5'] as const
const LINE = 14

/** The colour of each line: grey for the control, the others in their order. */
export function inksOf(lines: readonly Pick<RecoveryLine, 'control'>[]): (keyof Setting['palette'])[] {
  let next = 0
  return lines.map(({ control }) => (control ? 'chart-past' : (inks[next++ % inks.length] ?? 'v-1')))
}

/** Shares by age, one line a variant, with intervals at a few ages and the names at the ends. */
export function recoveryCurves(
  lines: RecoveryLine[],
  words: RecoveryWords,
  { palette, width }: Setting,
): Option {
  const ages = Math.max(...lines.map(({ shares }) => shares.length), 1)
  const highest = Math.max(
    0.01,
    ...lines.flatMap(({ shares, marks }) => [...shares, ...marks.map((m) => m.upper)]),
  )
  const colours = inksOf(lines).map((ink) => palette[ink])
  const narrow = width < 480
  const range = roundedRange([0, highest * 100], 0)
  return {
    ...base(palette),
    grid: { left: 40, right: narrow ? 92 : 132, top: 10, bottom: 24 },
    tooltip: tooltip(palette, (age) => [
      words.age(age),
      ...lines.map(({ name, shares }) => `${name} ${words.share(shares[age] ?? 0)}`),
    ]),
    xAxis: xAxis(palette, {
      data: Array.from({ length: ages }, (_, age) => String(age)),
      boundaryGap: false,
      axisLabel: label(palette, { interval: narrow ? 9 : 4, margin: 8 }),
    }),
    yAxis: yAxis(palette, {
      min: 0,
      max: range.max,
      interval: range.interval,
      axisLabel: label(palette, { margin: 8, formatter: (value: number) => words.axis(value / 100) }),
    }),
    series: [
      ...lines.map(({ name, shares, control }, i) => ({
        name,
        type: 'line',
        data: shares.map((share) => share * 100),
        showSymbol: false,
        silent: true,
        lineStyle: { color: colours[i], width: control ? 1.5 : 2, type: control ? 'dashed' : 'solid' },
        itemStyle: { color: colours[i] },
        z: control ? 2 : 3,
      })),
      strokes(lines, colours),
      ends(lines, colours, ages - 1, words, palette),
    ],
  }
}

/** Intervals of each line at its marks, beside each other where several lines have the same age. */
function strokes(lines: RecoveryLine[], colours: string[]) {
  const all = lines.flatMap(({ marks }, i) => marks.map((mark) => ({ ...mark, i })))
  return {
    type: 'custom',
    silent: true,
    z: 4,
    data: all.map(({ age }) => [age]),
    renderItem: (params: { dataIndex: number }, api: Drawing) => {
      const mark = all[params.dataIndex]
      if (!mark) return { type: 'group', children: [] }
      const [middle, top] = api.coord([mark.age, mark.upper * 100])
      const bottom = api.coord([mark.age, mark.lower * 100])[1]
      const x = middle + (mark.i - (lines.length - 1) / 2) * 5
      return {
        type: 'path',
        shape: { d: `M${x - 2.5} ${top}h5M${x} ${top}V${bottom}M${x - 2.5} ${bottom}h5` },
        style: { stroke: colours[mark.i], lineWidth: 1.25, fill: 'none' },
      }
    },
  }
}

/** Names and last shares at the right, kept a line apart. */
function ends(
  lines: RecoveryLine[],
  colours: string[],
  last: number,
  words: RecoveryWords,
  palette: Setting['palette'],
) {
  return {
    type: 'custom',
    data: [0],
    silent: true,
    clip: false,
    z: 5,
    renderItem: (_: unknown, api: Drawing) => {
      const placed = lines
        .map(({ name, shares }, i) => {
          const share = shares.at(-1) ?? 0
          const [x, y] = api.coord([last, share * 100])
          return { name, share, x, y, i }
        })
        .sort((a, b) => a.y - b.y)
      let above = -Infinity
      const children = placed.flatMap(({ name, share, x, y, i }) => {
        const at = Math.max(y, above + 2 * LINE)
        above = at
        return [
          text(palette, [x + 8, at - 6], words.share(share), {
            weight: 600,
            fill: colours[i] ?? palette.text,
          }),
          text(palette, [x + 8, at + 7], name.length > 19 ? `${name.slice(0, 18)}…` : name),
        ]
      })
      return { type: 'group', children }
    },
  }
}
