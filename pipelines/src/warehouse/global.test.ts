import { describe, expect, it } from 'vitest'
import { globally } from './global'

describe('a statement above shards', () => {
  it('takes what it compares and joins with from where it is asked', () => {
    expect(globally('SELECT a NOT IN (SELECT 1) FROM x AS t WHERE b IN ( SELECT c FROM y)')).toBe(
      'SELECT a GLOBAL NOT IN (SELECT 1) FROM x AS t WHERE b GLOBAL IN ( SELECT c FROM y)',
    )
    expect(globally('FROM x\nASOF LEFT JOIN y ON 1 INNER JOIN z USING (a) JOIN w ON 1')).toBe(
      'FROM x\nGLOBAL ASOF LEFT JOIN y ON 1 GLOBAL INNER JOIN z USING (a) GLOBAL JOIN w ON 1',
    )
  })

  it('leaves lists, arrays, texts, names and comments as they are, and what says so already', () => {
    for (const sql of [
      `SELECT a IN (1, 2), b IN {list: Array(String)} FROM x`,
      'FROM x ARRAY JOIN a LEFT ARRAY JOIN b AS c',
      `SELECT 'it''s IN (SELECT 1) \\' INNER JOIN' AS t, \`LEFT JOIN\`, "JOIN" -- a LEFT JOIN b\n/* JOIN */ FROM x`,
      'SELECT a GLOBAL NOT IN (SELECT 1) FROM x GLOBAL LEFT JOIN y ON 1',
      '-- why\nALTER TABLE x UPDATE a = 1 WHERE b IN (SELECT c FROM y)',
    ])
      expect(globally(sql)).toBe(sql)
  })
})
