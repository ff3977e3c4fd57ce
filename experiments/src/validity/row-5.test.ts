import { expect, it } from 'vitest'
import { asOfRow } from './row-5-as-of'
import { maturingRow } from './row-5-maturing'
import { figurePasses, figureText } from './validity-row'

it('row 5: looks at maturing data are unbiased where the naive share is far off', () => {
  const figures = maturingRow.run(400)
  console.log([maturingRow.title, ...figures.map(figureText)].join('\n  '))
  for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
}, 900_000)

it('row 5b: as of day 14 both intervals hold the truth where the share so far does not', () => {
  const figures = asOfRow.run(1000)
  console.log([asOfRow.title, ...figures.map(figureText)].join('\n  '))
  for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
}, 900_000)
