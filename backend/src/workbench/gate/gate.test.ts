import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppError } from '../../http/app-error'
import { checkStatement, hasFormat } from './gate'

const code = (sql: string): string => {
  try {
    checkStatement(sql)
    return 'allowed'
  } catch (error) {
    return (error as AppError).code
  }
}

describe('the look at a statement', () => {
  it.each([
    ['SELECT 1'],
    [' (SELECT 1) UNION ALL (SELECT 2);'],
    ['WITH x AS (SELECT 1 AS a) SELECT * FROM x'],
    ['EXPLAIN SELECT 1'],
    ['EXPLAIN PIPELINE SELECT 1'],
    ['DESCRIBE TABLE events'],
    ['SHOW TABLES'],
    ['SHOW CREATE TABLE invoices'],
    ['SELECT name, type, comment FROM system.columns'],
    ['SELECT count(*) FROM system.tables'],
    [`SELECT 'file(''x'')', "it's" FROM t -- file(`],
    ['SELECT url, cluster, remote, input FROM t'],
    ['SELECT $tag$ file( $tag$'],
    ['SELECT {a: String}, {b:Array(UInt8)}[1]'],
    ['SELECT a * b FROM t SETTINGS max_threads = 1, join_use_nulls = 1'],
    ['SELECT 0x1F, 1e10, 1_000, .5'],
  ])('lets pass: %s', (sql) => {
    expect(code(sql)).toBe('allowed')
  })

  it('finds a refused name however it is written', () => {
    const written = fc.tuple(
      fc.constantFrom('file', 'mergeTreeIndex', 'mergeTreeProjection', 'eval', 'catboostEvaluate'),
      fc.constantFrom('', '"', '`'),
      fc.constantFrom('', ' ', '\n', '/**/', '/* ) */', '-- x\n', '\u00a0'),
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      fc.constantFrom(
        ['SELECT ', `('x')`],
        ['SELECT * FROM ', '(a, b)'],
        [`SELECT * APPLY `, ' FROM t'],
        [`SELECT arrayMap(x -> `, `(x), [1])`],
      ),
    )
    fc.assert(
      fc.property(written, ([name, quote, gap, capitals, [before = '', after = '']]) => {
        const spelled = [...name].map((c, i) => (capitals[i] ? c.toUpperCase() : c.toLowerCase())).join('')
        expect(code(`${before}${quote}${spelled}${quote}${gap}${after}`)).toBe('sql/refused-name')
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('answers any text with a code or lets it pass', () => {
    const piece = fc.constantFrom(
      'SELECT',
      "'",
      '"',
      '`',
      '/*',
      '*/',
      '--',
      '\n',
      ';',
      '$a$',
      '\\',
      '(',
      ')',
      'file',
      '{',
      'x',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))), (pieces) => {
        expect(code(pieces.join(' '))).toMatch(/^(allowed|sql\/[a-z-]+)$/)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('knows whether a statement says its format', () => {
    expect(hasFormat('SELECT 1 FORMAT CSV')).toBe(true)
    expect(hasFormat(`SELECT format('{}', a) AS format FROM t`)).toBe(false)
    expect(hasFormat(`SELECT 'FORMAT CSV' -- FORMAT CSV`)).toBe(false)
  })
})
