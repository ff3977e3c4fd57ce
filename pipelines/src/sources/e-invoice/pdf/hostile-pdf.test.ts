import { deflateSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { aCii, aPdf, aUbl, recordsOf } from '../testing'
import { attachedXml } from './attached-xml'
import { PdfReader } from './pdf-reader'

/** A table of objects that states two thousand million of them in no byte: reading it never ends. */
function endless(): Buffer {
  const head = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n'
  const table =
    '9 0 obj\n<< /Type /XRef /Size 2000000000 /W [0 0 0] /Index [0 2000000000] /Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n'
  return Buffer.from(`${head}${table}startxref\n${head.length}\n%%EOF\n`)
}

const read = async (pdf: Buffer, reader: PdfReader) => attachedXml(pdf, reader)
const GOOD = aPdf({ 'factur-x.xml': aCii() })

describe('a hostile PDF', () => {
  it('that would be read without end is given up, and the next one is read', async () => {
    const reader = new PdfReader(3000)
    const [given, good] = await Promise.all([read(endless(), reader), read(GOOD, reader)])
    expect(given).toMatchObject({
      why: expect.stringMatching(/takes (longer than 3 seconds|more than 512 MB)/) as string,
    })
    expect(good).toEqual({ bytes: expect.any(Buffer) as Buffer })
  })

  it('does not take the others of its archive with it', async () => {
    const zip = zipSync({
      'a.pdf': endless(),
      'b.xml': Buffer.from(aUbl()),
      'c.pdf': aPdf({ 'x.xml': aCii({ number: 'F3' }) }),
    })
    const records = await recordsOf(zip)
    expect(records[0]?.problem?.value).toMatch(/^a\.pdf: The PDF cannot be read: reading it takes/)
    expect(records.slice(1).map(({ events }) => events[0]?.['invoice_id'])).toEqual(['F1', 'F3'])
  })

  it('whose parts together unpack to too much is refused before it is read', async () => {
    const packed = deflateSync(Buffer.alloc(60e6))
    const part = Buffer.concat([
      Buffer.from(
        `4 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`,
      ),
      packed,
      Buffer.alloc(64 * 1024),
      Buffer.from('\nendstream\nendobj\n'),
    ])
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), part, part, part, part, part, part])
    expect(await attachedXml(pdf)).toMatchObject({
      why: expect.stringContaining('unpacks to more') as string,
    })
    const many = Buffer.from(`%PDF-1.7\n${'streamendstream'.repeat(200_000)}`)
    expect(await attachedXml(many)).toMatchObject({
      why: expect.stringContaining('unpacks to more') as string,
    })
  })
})
