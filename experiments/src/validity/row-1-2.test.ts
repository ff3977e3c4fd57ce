import { describe, expect, it } from 'vitest'
import { falseAlarmsRow } from './row-1-false-alarms'
import { timeUniformCoverageRow } from './row-2-time-uniform-coverage'
import { figurePasses, figureText, rateFigure } from './validity-row'

describe('validity by simulation, looking every day', () => {
  it.each([falseAlarmsRow, timeUniformCoverageRow])(
    'row $id: $title',
    (row) => {
      const figures = row.run(400)
      console.log([row.title, ...figures.map(figureText)].join('\n  '))
      for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
    },
    900_000,
  )

  it('calls a rate passed within two Monte-Carlo errors of its target and failed beyond', () => {
    expect(figurePasses(rateFigure('at target', 28, 400, { atMost: 0.05 }))).toBe(true)
    expect(figurePasses(rateFigure('beyond', 30, 400, { atMost: 0.05 }))).toBe(false)
    expect(figurePasses(rateFigure('below', 369, 400, { atLeast: 0.95 }))).toBe(false)
  })
})
