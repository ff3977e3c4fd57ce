import { describe, expect, it } from 'vitest'
import { customerIdOf } from './customer'
import type { Party } from './invoice'
import { noIdentifier } from './invoice'

const aParty = (parts: Partial<Party>): Party => ({
  name: 'Client SAS',
  tradingName: '',
  ids: [],
  legalIds: [],
  vat: '',
  endpoint: noIdentifier,
  address: [],
  country: '',
  contact: { name: '', phone: '', email: '' },
  ...parts,
})

describe('the id of a customer', () => {
  it('is the same whichever of his French numbers the invoice states', () => {
    const forms: Partial<Party>[] = [
      { legalIds: [{ scheme: '0002', value: '732829320' }] },
      { legalIds: [{ scheme: '0009', value: '73282932000074' }] },
      { legalIds: [{ scheme: '', value: '732 829 320' }], country: 'FR' },
      { ids: [{ scheme: '0009', value: '732 829 320 00074' }] },
      { vat: 'FR 44 732 829 320' },
      { endpoint: { scheme: '0225', value: '732829320_SUFFIX' } },
    ]
    for (const form of forms) expect(customerIdOf(aParty(form))).toBe('732829320')
  })

  it('goes from VAT number to register number, address, own number and name', () => {
    const all = {
      vat: 'DE 123 456 789',
      legalIds: [{ scheme: '0060', value: '55' }],
      endpoint: { scheme: '0088', value: '400' },
      ids: [{ scheme: '', value: 'K-17' }],
    }
    expect(customerIdOf(aParty(all))).toBe('DE123456789')
    expect(customerIdOf(aParty({ ...all, vat: '' }))).toBe('0060:55')
    expect(customerIdOf(aParty({ ...all, vat: '', legalIds: [] }))).toBe('0088:400')
    expect(customerIdOf(aParty({ ids: all.ids }))).toBe('K-17')
    expect(customerIdOf(aParty({ name: '  Société Générale & Cie ' }))).toBe('name:societe-generale-cie')
    expect(customerIdOf(aParty({ name: '' }))).toBe('')
  })

  it('puts the country before a VAT number that has none', () => {
    expect(customerIdOf(aParty({ vat: '123456789', country: 'BE' }))).toBe('BE123456789')
  })
})
