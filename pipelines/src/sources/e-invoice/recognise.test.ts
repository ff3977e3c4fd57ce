import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readSample } from '../../ingest/sample'
import { planFor } from '../index'
import { glimpse } from './recognise'
import { aCii, aUbl } from './testing'

const sampleOf = (file: string | Uint8Array) => readSample(Buffer.from(file as string), 'file', true)
const seen = (file: string | Uint8Array) => glimpse(sampleOf(file))

describe('the beginning of a file', () => {
  it('tells what it is, what it holds and its currency', () => {
    expect(seen(aUbl())).toEqual({ sure: 0.95, kind: 'invoices', preset: 'ubl', currency: 'EUR' })
    expect(seen(`<!-- ${'licence '.repeat(1000)} -->${aCii()}`)).toMatchObject({
      preset: 'cii',
      currency: 'EUR',
    })
    expect(seen('<Order xmlns="urn:oasis:names"/>')).toMatchObject({ kind: 'orders' })
    expect(seen(`<Envelope><x/>${aUbl().slice(39)}</Envelope>`)).toMatchObject({ sure: 0.8, preset: 'ubl' })
    expect(seen('<Menu/>')).toMatchObject({ kind: 'xml Menu' })
    expect(seen(Buffer.from(aUbl(), 'utf16le'))).toMatchObject({ preset: 'ubl' })
    expect(seen(Buffer.from('%PDF-1.7 ... factur-x.xml\0'))).toMatchObject({ preset: 'factur-x-pdf' })
    expect(seen(zipSync({ 'a.xml': Buffer.from(aUbl()) }))).toMatchObject({ kind: 'invoices', preset: 'zip' })
  })

  it('is left to others where it is theirs', () => {
    const camt =
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>'
    for (const text of [
      camt,
      '<html></html>',
      '<OFX></OFX>',
      'a;b\n1;2\n',
      '{"event_id":"1"}',
      '< 5',
      '<<>>',
    ]) {
      expect(seen(text)).toBeNull()
    }
    expect(
      seen(zipSync({ '[Content_Types].xml': Buffer.from('<Types/>'), 'xl/a.xml': Buffer.from('<a/>') })),
    ).toBeNull()
    expect(seen(zipSync({ 'a.csv': Buffer.from('a;b') }))).toBeNull()
    expect(seen(zipSync({ 'a.xml': Buffer.from(camt) }))).toBeNull()
  })

  it('is surer than that of any other source', () => {
    const fileName = 'file'
    for (const file of [
      aUbl(),
      aCii(),
      '<Order xmlns="urn:oasis:names"/>',
      '<Menu><Dish>a,b</Dish></Menu>',
    ]) {
      expect(planFor(sampleOf(file), { fileName }).understood.source).toBe('e-invoice')
    }
  })
})
