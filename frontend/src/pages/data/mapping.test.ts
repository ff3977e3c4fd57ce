import type { UnderstoodFile } from '@relance/backend/contract'
import { describe, expect, it } from 'vitest'
import { assigned, ofKind, toKeep } from './mapping'

const seen: UnderstoodFile = {
  source: 'csv',
  preset: null,
  kind: 'invoices',
  encoding: 'utf-8',
  separator: ';',
  date_order: 'DMY',
  decimal_mark: ',',
  thousands_separator: null,
  currency: 'GBP',
  entity_id: 'MAIN',
  columns: ['Beleg', 'Debitor', 'Wert'],
  mapping: { invoice_id: 'Beleg', customer_id: 'Debitor' },
  header_line: 1,
  history_from: null,
  warnings: [],
}

describe('a mapping by hand', () => {
  it('keeps what was recognised, and takes the field that a column had before out of use', () => {
    expect(assigned(seen, {}, 'Beleg', 'payment_id')).toEqual({
      kind: 'invoices',
      columns: { invoice_id: '', payment_id: 'Beleg', customer_id: 'Debitor' },
    })
    expect(assigned(seen, {}, 'Debitor', undefined).columns).toEqual({ invoice_id: 'Beleg', customer_id: '' })
    expect(assigned(seen, {}, 'Wert', 'invoice_id').columns).toMatchObject({ invoice_id: 'Wert' })
  })

  it('starts anew when rows are of another kind, but for the sheet and the line of the header', () => {
    const wish = {
      kind: 'invoices',
      columns: { amount: 'x' },
      preset: 'p',
      sheet: 'S',
      header_line: 3,
    } as const
    expect(ofKind(wish, 'payments')).toEqual({ kind: 'payments', sheet: 'S', header_line: 3 })
  })

  it('is kept with the order of dates, the decimal mark and the currency, without the line of the header', () => {
    expect(toKeep({ ...seen, rows: 'lines' }, { header_line: 4, sheet: 'S' }, undefined)).toEqual({
      kind: 'invoices',
      sheet: 'S',
      columns: seen.mapping,
      rows: 'lines',
      date_order: 'DMY',
      decimal_mark: ',',
      currency: 'GBP',
    })
  })
})
