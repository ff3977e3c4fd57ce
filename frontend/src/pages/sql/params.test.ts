import { describe, expect, it } from 'vitest'
import { firstValue, isMissing, paramsOf } from './params'

describe('parameters of a statement', () => {
  it('are found once each, in their order, with types that have brackets', () => {
    const sql =
      'SELECT {b: Array(String)}, {a:Date} WHERE x = {b: Array(String)} AND y < { c : Decimal(18, 4) }'
    expect(paramsOf(sql)).toEqual([
      { name: 'b', type: 'Array(String)' },
      { name: 'a', type: 'Date' },
      { name: 'c', type: 'Decimal(18, 4)' },
    ])
  })

  it('are none in comments, texts and quoted names', () => {
    expect(paramsOf(`SELECT '{a: Date}', "{b: Date}", \`{c: Date}\` -- {d: Date}\n/* {e: Date} */`)).toEqual(
      [],
    )
    expect(paramsOf(`SELECT 'it''s {a: Date}', {b: Date}`)).toEqual([{ name: 'b', type: 'Date' }])
  })

  it('begin with the days of the period', () => {
    const first = (name: string, type: string) => firstValue({ name, type }, '2026-10-01', '2026-10-31')
    expect([first('from', 'Date'), first('day', 'Date'), first('n', 'UInt8')]).toEqual([
      '2026-10-01',
      '2026-10-31',
      '',
    ])
  })

  it('may be empty where they are texts only', () => {
    expect(isMissing({ name: 'a', type: 'String' }, '')).toBe(false)
    expect(isMissing({ name: 'a', type: 'UInt8' }, '')).toBe(true)
  })
})
