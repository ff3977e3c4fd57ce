import { expect, it } from 'vitest'
import { headersOf, isRatesFile } from './headers'

it('parts the first line by the separator that occurs most', () => {
  expect(headersOf('N° facture;Code client;Montant, TTC\r\n1;2;3')).toEqual([
    'N° facture',
    'Code client',
    'Montant, TTC',
  ])
  expect(headersOf('\uFEFF\na\tb\n')).toEqual(['a', 'b'])
})

it('keeps a separator inside quotes and takes the quotes off', () => {
  expect(headersOf('"Total, ""incl.""",Date,Client')).toEqual(['Total, "incl."', 'Date', 'Client'])
})

it('finds nothing in text without columns', () => {
  expect(headersOf('')).toEqual([])
  expect(headersOf('hello world')).toEqual([])
})

it('tells a file of exchange rates from one of invoices', () => {
  expect(isRatesFile('Date,USD,JPY,\n2026-05-29,1.08,169.2,\n')).toBe(true)
  expect(isRatesFile('Date, USD\r\n2026-05-29, 1.08')).toBe(true)
  expect(isRatesFile('Date,Client,USD\n2026-05-29,C1,100')).toBe(false)
  expect(isRatesFile('Date\n2026-05-29')).toBe(false)
})
