import { expect, it } from 'vitest'
import { readMapping } from './read-mapping'

it('reads a mapping from YAML', () => {
  const text = 'kind: invoices\ncolumns:\n  amount: Betrag\ndate_order: DMY\ndecimal_mark: ","\n'
  expect(readMapping(text, 'm.yml')).toEqual({
    kind: 'invoices',
    columns: { amount: 'Betrag' },
    date_order: 'DMY',
    decimal_mark: ',',
  })
})

it('names every fault of a mapping', () => {
  expect(() => readMapping('kind: bills\ndates: DMY\n', 'm.yml')).toThrow(
    /m\.yml is no mapping: .*kind.*dates/s,
  )
  expect(() => readMapping('a: [', 'm.yml')).toThrow(/not YAML/)
})
