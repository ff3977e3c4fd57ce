import QRCode from 'qrcode'
import { describe, expect, it } from 'vitest'
import { instalmentsOf } from '../acts/instalments'
import { pageSettings } from '../settings/page-settings.contract'
import { payLink } from './pay-link'
import { remittanceOf, transferSvg, transferText } from './transfer-code'

const order = {
  holder: 'Marchal Fournitures SAS',
  iban: 'FR7630006000011234567890189',
  bic: 'AGRIFRPP',
  amount: '2418.60',
  remittance: 'F-1 F-2 / C1',
}

describe('the code of a transfer', () => {
  it('has the lines of EPC069-12 version 002 in their order', () => {
    expect(transferText(order)?.split('\n')).toEqual([
      'BCD',
      '002',
      '1',
      'SCT',
      'AGRIFRPP',
      'Marchal Fournitures SAS',
      'FR7630006000011234567890189',
      'EUR2418.60',
      '',
      '',
      'F-1 F-2 / C1',
    ])
  })

  it('is no larger than banks read, for the longest names and references', () => {
    for (const sign of ['H', 'é', '漢']) {
      const text = transferText({ ...order, holder: sign.repeat(200), remittance: sign.repeat(300) }) ?? ''
      expect(Array.from(text.split('\n')[5] ?? '')).toHaveLength(70)
      // Version 13 at level M, the largest that the guideline allows.
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(331)
      expect(QRCode.create(text, { errorCorrectionLevel: 'M' }).version).toBeLessThanOrEqual(13)
    }
  })

  it('cannot be given another line by a name', () => {
    expect(transferText({ ...order, holder: 'A\nEUR1' })?.split('\n')).toHaveLength(11)
  })

  it('is not drawn for nothing, and for something it is a picture', async () => {
    expect(await transferSvg({ ...order, amount: '0.00' })).toBeNull()
    expect(await transferSvg(order)).toMatch(/^<svg/)
  })

  it('names as many invoices as fit, and the customer', () => {
    expect(remittanceOf('C1', ['F1', 'F2'])).toBe('F1 F2 / C1')
    const many = Array.from({ length: 100 }, (_, n) => `F-${n}`)
    expect(remittanceOf('C1', many).length).toBeLessThanOrEqual(140)
    expect(remittanceOf('C1', many)).toMatch(/ \/ C1$/)
  })
})

describe('an address of a payment provider', () => {
  it('is filled with what is paid, each value as one part of it', () => {
    const slots = { amount: '12.30', currency: 'EUR', reference: 'F1&x=1 / C', customer: 'C' }
    expect(payLink('https://pay.example/b?a={amount_cents}&r={reference}', slots)).toBe(
      'https://pay.example/b?a=1230&r=F1%26x%3D1%20%2F%20C',
    )
    expect(payLink('', slots)).toBeNull()
  })

  it('is refused with a slot that is not known, or without https', () => {
    for (const stripe_link of ['http://pay.example', 'https://pay.example/{iban}', 'javascript:alert(1)'])
      expect(pageSettings.safeParse({ stripe_link }).success).toBe(false)
  })
})

describe('instalments', () => {
  it('come to the total, a month apart, on the last day where a month is shorter', () => {
    expect(instalmentsOf(1_000_000n, 3, '2027-01-31')).toEqual([
      { due_on: '2027-01-31', amount: '33.3400' },
      { due_on: '2027-02-28', amount: '33.3300' },
      { due_on: '2027-03-31', amount: '33.3300' },
    ])
  })
})
