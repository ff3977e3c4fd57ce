import { base, label, roundedRange, segment, text, xAxis, yAxis, type Option, type Setting } from './parts'

export interface BridgeStep {
  name: string
  /** Level before and after; a total has only one. */
  from: number
  to: number | null
}
export interface BridgeWords {
  level: (value: number) => string
  change: (value: number) => string
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
  size: (of: [number, number]) => [number, number]
  value: (dimension: number) => number
}

/** From one level to the next by its parts. The axis does not start at 0, so totals are marks, never bars. */
export function bridge(steps: BridgeStep[], words: BridgeWords, { palette, width }: Setting): Option {
  const levels = steps.flatMap((step) => (step.to === null ? [step.from] : [step.from, step.to]))
  const range = roundedRange(levels, 0.14)
  const step = (width - 34) / steps.length
  return {
    ...base(palette),
    grid: { left: 30, right: 4, top: 10, bottom: width < 420 ? 48 : 36 },
    xAxis: xAxis(palette, {
      data: steps.map((step) => step.name),
      axisLabel: label(palette, {
        interval: 0,
        margin: 8,
        color: palette['text-2'],
        // a word that is longer would be broken within
        fontSize: step < 54 ? 10 : 11,
        width: Math.max(40, step),
        overflow: 'break',
      }),
    }),
    yAxis: yAxis(palette, range),
    series: [
      {
        type: 'custom',
        silent: true,
        data: steps.map((_, index) => [index]),
        encode: { x: 0, y: -1 },
        renderItem: (_: unknown, api: Drawing) => ({
          type: 'group',
          children: shapes(steps, api.value(0), api, words, palette),
        }),
      },
    ],
  }
}

function shapes(
  steps: BridgeStep[],
  index: number,
  api: Drawing,
  words: BridgeWords,
  palette: Setting['palette'],
) {
  const step = steps[index]
  if (!step) return []
  const half = Math.min(40, api.size([1, 0])[0] * 0.62) / 2
  const [x, top] = api.coord([index, step.from])
  const level = step.to ?? step.from
  const end = api.coord([index, level])[1]
  const next = api.coord([index + 1, level])[0]
  const link =
    index < steps.length - 1 ? [segment([x + half, end], [next - half, end], palette['chart-past'])] : []
  if (step.to === null)
    return [
      ...link,
      segment([x - half, top], [x + half, top], palette.text, 3),
      text(palette, [x, top - 12], words.level(step.from), {
        weight: 600,
        size: 12,
        fill: palette.text,
        align: 'center',
      }),
    ]
  const worse = step.to > step.from
  return [
    ...link,
    {
      type: 'rect',
      shape: {
        x: x - half,
        y: Math.min(top, end),
        width: 2 * half,
        height: Math.max(2, Math.abs(end - top)),
        r: 1,
      },
      style: { fill: worse ? palette['chart-harm'] : palette['chart-main'] },
    },
    text(
      palette,
      [x, worse ? Math.min(top, end) - 9 : Math.max(top, end) + 10],
      words.change(step.to - step.from),
      {
        weight: 600,
        size: 12,
        fill: worse ? palette['harm-text'] : palette.text,
        align: 'center',
      },
    ),
  ]
}
