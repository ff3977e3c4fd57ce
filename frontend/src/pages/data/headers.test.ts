import { expect, it } from 'vitest'
import { headersOf } from './headers'

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
