import { describe, expect, it } from 'vitest'
import { fixedCoverageRow } from './row-3-fixed-coverage'
import { maturingRow } from './row-5-maturing'
import { figurePasses, figureText } from './validity-row'

describe('validity by simulation, one look', () => {
  it.each([fixedCoverageRow, maturingRow])(
    'row $id: $title',
    (row) => {
      const figures = row.run(400)
      console.log([row.title, ...figures.map(figureText)].join('\n  '))
      for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
    },
    300_000,
  )
})
