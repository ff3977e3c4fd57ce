import { expect, it } from 'vitest'
import { row } from './row-7-guardrail'

it('row 7: the complaint guardrail stops bad variants early and tolerable ones rarely', () => {
  const rows = row(400, 7)
  for (const { printed } of rows) console.log(printed)
  expect(rows.filter(({ passes }) => !passes)).toEqual([])
})
