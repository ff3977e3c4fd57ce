import { describe, expect, it } from 'vitest'
import { withSections } from './sections'

const sql = `SELECT a
-- if one
, b
  -- if two
, c
  -- end
-- end
-- unless one
, d
-- end
FROM t`

const lines = (flags: Record<string, boolean>) => withSections(sql, flags).split('\n')

describe('sections of a statement', () => {
  it('stay where their flag is set, inner ones where both are', () => {
    expect(lines({ one: true, two: true })).toEqual(['SELECT a', ', b', ', c', 'FROM t'])
    expect(lines({ one: true, two: false })).toEqual(['SELECT a', ', b', 'FROM t'])
  })

  it('fall with the section around them', () => {
    expect(lines({ one: false, two: true })).toEqual(['SELECT a', ', d', 'FROM t'])
  })

  it('of unknown name, or without an end or a beginning, are mistakes of ours', () => {
    expect(() => withSections('-- if three\n-- end', {})).toThrow('three')
    expect(() => withSections('-- if one', { one: true })).toThrow('no end')
    expect(() => withSections('-- end', {})).toThrow('did not begin')
  })

  it('leave other comments alone', () => {
    expect(withSections('-- if it rains, take a coat\nSELECT 1', {})).toContain('coat')
  })
})
