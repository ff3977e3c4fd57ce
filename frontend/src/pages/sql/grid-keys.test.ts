import { describe, expect, it } from 'vitest'
import { movedTo } from './grid-keys'

const size = { rows: 100, columns: 4 }
const from = (row: number, column: number, key: string, ctrlKey = false) =>
  movedTo({ key, ctrlKey }, { row, column }, size)

describe('keys in a result', () => {
  it('move by one cell and never out of the grid', () => {
    expect(from(5, 1, 'ArrowDown')).toEqual({ row: 6, column: 1 })
    expect(from(99, 3, 'ArrowDown')).toEqual({ row: 99, column: 3 })
    expect(from(0, 0, 'ArrowLeft')).toEqual({ row: 0, column: 0 })
    expect(from(95, 0, 'PageDown')).toEqual({ row: 99, column: 0 })
  })

  it('lead to the ends of a row, with Ctrl to those of all rows', () => {
    expect(from(7, 2, 'Home')).toEqual({ row: 7, column: 0 })
    expect(from(7, 2, 'End', true)).toEqual({ row: 99, column: 3 })
  })

  it('that mean nothing here are left to the browser', () => {
    expect(from(7, 2, 'Tab')).toBeUndefined()
  })
})
