import { expect, it } from 'vitest'
import { fixedCoverageRow } from './row-3-fixed-coverage'
import { figurePasses, figureText } from './validity-row'

it('row 3: fixed intervals at the planned end hold the truth as often as they say', () => {
  const figures = fixedCoverageRow.run(400)
  console.log([fixedCoverageRow.title, ...figures.map(figureText)].join('\n  '))
  for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
}, 900_000)
