import { describe, expect, it } from 'vitest'
import { powerRow } from './row-6-power'
import { guardrailRow } from './row-7-guardrail'
import { assignmentRow } from './row-8-assignment'
import { figurePasses, figureText } from './validity-row'

describe('validity by simulation: power, guardrail, assignment', () => {
  it.each([powerRow, guardrailRow, assignmentRow])('row $id: $title', { timeout: 300_000 }, (row) => {
    const figures = row.run(400)
    console.log([row.title, ...figures.map(figureText)].join('\n  '))
    for (const figure of figures) expect(figurePasses(figure), figureText(figure)).toBe(true)
  })
})
