import { deflateRawSync } from 'node:zlib'
import type { ZipInputFile } from 'fflate'
import { Zip, ZipDeflate, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { IngestError } from '../../ingest/ingest-error'
import { aCii, aPdf, aUbl, recordsOf } from './testing'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const ubl = bytes(aUbl())
const cii = bytes(aCii({ number: 'F2' }))

const numbers = async (file: Uint8Array, chunk?: number) =>
  (await recordsOf(file, chunk ? { chunk } : {})).map(
    ({ problem, ignored, events }) => problem?.reason ?? ignored ?? events[0]?.['invoice_id'],
  )

/** As programs write that do not know the size beforehand. */
function streamed(files: Record<string, Uint8Array>): Buffer {
  const parts: Uint8Array[] = []
  const zip = new Zip((_error, part) => parts.push(part))
  for (const [name, content] of Object.entries(files)) {
    const entry = new ZipDeflate(name)
    zip.add(entry)
    entry.push(content, true)
  }
  zip.end()
  return Buffer.concat(parts)
}

/** The same of one large file, packed faster. */
function packed(filename: string, content: Uint8Array): Buffer {
  const parts: Uint8Array[] = []
  const zip = new Zip((_error, part) => parts.push(part))
  const entry: ZipInputFile = { filename, size: content.length, crc: 0, compression: 8 }
  zip.add(entry)
  entry.ondata?.(null, deflateRawSync(content), true)
  zip.end()
  return Buffer.concat(parts)
}

describe('archives of invoices', () => {
  it('have a record a document, whatever the chunks, folders and notes of systems', async () => {
    const zip = zipSync({
      'a.xml': ubl,
      'sub/b.xml': cii,
      '__MACOSX/._a.xml': bytes('x'),
      '.DS_Store': bytes('x'),
      'readme.txt': bytes('hello'),
    })
    for (const chunk of [50, 1000, 1 << 20])
      expect(await numbers(zip, chunk)).toEqual(['F1', 'F2', 'unknown_topic'])
  })

  it('may be stored, streamed or inside each other', async () => {
    expect(await numbers(zipSync({ 'a.xml': [ubl, { level: 0 }], 'b.xml': cii }))).toEqual(['F1', 'F2'])
    expect(await numbers(streamed({ 'a.xml': ubl, 'b.xml': cii }))).toEqual(['F1', 'F2'])
    expect(await numbers(zipSync({ 'i.zip': zipSync({ 'a.xml': ubl }), 'b.xml': cii }))).toEqual(['F1', 'F2'])
  })

  it('may not be inside each other without end', async () => {
    let zip = zipSync({ 'a.xml': ubl })
    for (let level = 0; level < 5; level += 1) zip = zipSync({ 'i.zip': zip })
    expect(await numbers(zip)).toEqual(['too_large'])
  })

  it('name the file that is broken, and read the others', async () => {
    const zip = zipSync({ 'a.xml': ubl, 'b.xml': cii })
    zip.fill(0xa5, 120, 300)
    const [first, second] = await recordsOf(zip)
    expect(first?.problem?.value).toMatch(/^a\.xml: /)
    expect(second?.events[0]?.['invoice_id']).toBe('F2')
  })

  it('are not read where they differ from their checksum, stored, packed or streamed', async () => {
    const packings = [zipSync({ 'a.xml': [ubl, { level: 0 }], 'b.xml': [cii, { level: 0 }] })]
    packings.push(Buffer.concat([zipSync({ 'a.xml': ubl, 'b.xml': cii })]))
    packings.push(streamed({ 'a.xml': ubl, 'b.xml': cii }))
    const stated = [14, 14, null]
    for (const [at, zip] of packings.entries()) {
      const damaged = Buffer.from(zip)
      // the amount of a stored invoice, else what is stated of it
      const place = stated[at] ?? damaged.indexOf('PK\x07\x08', 0, 'latin1') + 4
      const amount = damaged.indexOf('120.00')
      if (amount > 0) damaged.write('920.00', amount)
      else damaged.writeUInt8(damaged.readUInt8(place) ^ 1, place)
      for (const chunk of [1, 7, 50, 1 << 20]) {
        const [first, second] = await recordsOf(damaged, { chunk })
        expect(first).toMatchObject({ events: [], problem: { reason: 'malformed', field: 'document' } })
        expect(first?.problem?.value).toMatch(/^a\.xml: it is damaged/)
        expect(second?.events[0]?.['invoice_id']).toBe('F2')
      }
    }
  })

  it('that are large and damaged are refused as a whole', async () => {
    const one = aUbl().replace(/<\?xml[^>]*\?>/, '')
    const zip = Buffer.from(zipSync({ 'a.xml': [bytes(one.repeat(12_000)), { level: 0 }] }))
    expect(zip.length).toBeGreaterThan(8 << 20)
    const found = recordsOf(zip)
    expect((await found).every(({ problem }) => problem === undefined)).toBe(true)
    zip.write('920.00', zip.lastIndexOf('120.00'))
    await expect(recordsOf(zip, { fileName: 'b.zip' })).rejects.toThrow(
      /b\.zip .*a\.xml in it: it is damaged/,
    )
  })

  it('that end in the middle say so', async () => {
    const text = Array.from({ length: 300 }, (_, at) => `<cbc:Note>${Math.sin(at)}</cbc:Note>`).join('')
    const zip = zipSync({ 'a.xml': bytes(aUbl({ head: text })) })
    const [record] = await recordsOf(zip.subarray(0, zip.length / 2))
    expect(record?.problem).toMatchObject({
      reason: 'malformed',
      value: 'a.xml: the archive is broken or ends here',
    })
  })

  it('that become too large are refused, small bombs and large ones', async () => {
    for (const size of [40e6, 300e6]) {
      const refusal = recordsOf(packed('a.xml', new Uint8Array(size)), { fileName: 'b.zip' })
      await expect(refusal).rejects.toThrow(/b\.zip is not unpacked: a\.xml in it unpacks/)
    }
  })
})

describe('PDF files', () => {
  it('that cannot be read or have no invoice are refused with what to do', async () => {
    const refusal = recordsOf(bytes('%PDF-1.7\nnothing'), { fileName: 'f.pdf' })
    await expect(refusal).rejects.toThrow(IngestError)
    await expect(refusal).rejects.toThrow(/f\.pdf: The PDF cannot be read.*Ask for the Factur-X/)
  })

  it('are read through the XML of a known name that is attached', async () => {
    const pdf = aPdf({ 'notes.xml': '<Menu/>', 'factur-x.xml': aCii({ number: 'F2' }), 'a.txt': 'hello' })
    expect(await numbers(pdf)).toEqual(['F2'])
    expect(await numbers(aPdf({ 'rechnung.xml': ubl }))).toEqual(['F1'])
  })

  it('without XML are refused alone, and left out beside invoices', async () => {
    const picture = aPdf({ 'a.txt': 'hello' })
    await expect(recordsOf(picture, { fileName: 'f.pdf' })).rejects.toThrow(
      /f\.pdf: The PDF has no XML attached/,
    )
    expect(await numbers(zipSync({ 'a.pdf': picture, 'b.xml': cii }))).toEqual(['unknown_topic', 'F2'])
  })

  it('whose attached file is a bomb are refused', async () => {
    const bomb = aPdf({ 'factur-x.xml': new Uint8Array(100e6) })
    await expect(recordsOf(bomb)).rejects.toThrow(/unpacks to more than 64 MB/)
  })

  it('in an archive do not stop the others', async () => {
    expect(await numbers(zipSync({ 'a.pdf': bytes('%PDF-1.7\nnothing'), 'b.xml': cii }))).toEqual([
      'malformed',
      'F2',
    ])
  })
})
