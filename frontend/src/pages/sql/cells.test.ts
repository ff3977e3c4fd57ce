import { describe, expect, it } from 'vitest'
import { cellText, kindOf, sorted, tsv } from './cells'

const kind = (type: string) => kindOf({ name: 'a', type })
const decimal = (text: string, digits: number) => `${text}/${digits}`

describe('cells of a result', () => {
  it('are told apart by the type of their column, also inside Nullable', () => {
    expect(['Nullable(Decimal(18, 4))', 'UInt64', 'LowCardinality(Nullable(String))'].map(kind)).toEqual([
      'number',
      'number',
      'text',
    ])
    expect(['Date', "DateTime64(3, 'UTC')", 'Array(UInt8)', 'IntervalDay'].map(kind)).toEqual([
      'day',
      'moment',
      'other',
      'other',
    ])
  })

  it('show numbers with the digits that they have, at least two for sums of money', () => {
    expect(cellText('12.3400', 'number', decimal)).toBe('12.3400/2')
    expect(cellText('12.0000', 'number', decimal)).toBe('12.0000/2')
    expect(cellText('18446744073709551615', 'number', decimal)).toBe('18446744073709551615/0')
    expect(cellText(0.1234567, 'number', decimal)).toBe('0.1234567/6')
    expect(cellText(null, 'number', decimal)).toBe('')
    expect(cellText('inf', 'number', decimal)).toBe('inf')
  })

  it('are sorted as what they are, nulls last, equal ones as they came', () => {
    const rows = [['10'], ['9'], [null], ['10']]
    expect([...sorted(rows, 0, 'number', false)]).toEqual([1, 0, 3, 2])
    expect([...sorted(rows, 0, 'number', true)]).toEqual([0, 3, 1, 2])
    expect([...sorted(rows, 0, 'text', false)]).toEqual([0, 3, 1, 2])
  })

  it('are copied as the engine wrote them, one line a row', () => {
    expect(
      tsv([
        ['a\tb', 1, null],
        [['x'], true, 'c\nd'],
      ]),
    ).toBe('a b\t1\t\n["x"]\ttrue\tc d')
  })
})
