import { describe, expect, it } from 'vitest'
import { familiesRow } from './row-3-families'
import { pooledSegmentsRow } from './row-4-pooled-segments'
import { figurePasses, figureText } from './validity-row'

describe('validity by simulation, families of intervals', () => {
  it.each([familiesRow, pooledSegmentsRow])(
    'row $id: $title',
    (row) => {
      const figures = row.run(400)
      console.log([row.title, ...figures.map(figureText)].join('\n  '))
      for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
    },
    300_000,
  )
})
