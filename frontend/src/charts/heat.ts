import { base, label, text, xAxis, yAxis, type Option, type Setting } from './parts'

export interface HeatRow {
  label: string
  /** shares of 1, one a column; null where there is none yet */
  shares: (number | null)[]
}
interface Drawing {
  coord: (at: [number, number]) => [number, number]
  size: (of: [number, number]) => [number, number]
}
const steps = ['o-0', 'o-1', 'o-2', 'o-3', 'o-4'] as const

/** Shares by row and column, the darker the more; each cell holds its figure, so that colour is never alone. */
export function heat(
  rows: HeatRow[],
  columns: string[],
  number: (share: number) => string,
  { palette, width }: Setting,
): Option {
  const found = rows.flatMap((row) => row.shares).filter((share) => share !== null)
  const [low, high] = [Math.min(...found, 1), Math.max(...found, 0)]
  const step = (share: number) => Math.min(4, Math.floor(((share - low) / Math.max(high - low, 1e-9)) * 5))
  return {
    ...base(palette),
    grid: { left: width < 420 ? 56 : 72, right: 0, top: 26, bottom: 4 },
    xAxis: xAxis(palette, {
      data: columns,
      position: 'top',
      axisLine: { show: false },
      axisLabel: label(palette, { interval: 0, margin: 8 }),
    }),
    yAxis: yAxis(palette, {
      type: 'category',
      inverse: true,
      data: rows.map((row) => row.label),
      splitLine: { show: false },
      axisLabel: label(palette, { interval: 0, margin: 8 }),
    }),
    series: [
      {
        type: 'custom',
        silent: true,
        data: rows.flatMap((row, y) => row.shares.map((_, x) => [x, y])),
        renderItem: (params: { dataIndex: number }, api: Drawing) => {
          const y = Math.floor(params.dataIndex / columns.length)
          const x = params.dataIndex % columns.length
          const share = rows[y]?.shares[x] ?? null
          const [cx, cy] = api.coord([x, y])
          const [w, h] = api.size([1, 1])
          const shape = { x: cx - w / 2 + 1, y: cy - h / 2 + 1, width: w - 2, height: h - 2, r: 2 }
          if (share === null)
            return { type: 'group', children: [text(palette, [cx, cy], '–', { align: 'center' })] }
          const tone = step(share)
          return {
            type: 'group',
            children: [
              { type: 'rect', shape, style: { fill: palette[steps[tone] ?? 'o-0'] } },
              text(palette, [cx, cy], number(share), {
                align: 'center',
                weight: 500,
                fill: tone > 2 ? palette.surface : palette.text,
              }),
            ],
          }
        },
      },
    ],
  }
}
