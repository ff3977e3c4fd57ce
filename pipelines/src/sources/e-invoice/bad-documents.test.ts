import { describe, expect, it } from 'vitest'
import { aCii, aUbl, recordsOf } from './testing'

/** Reason and place of each record; the id of its first event where it is good. */
async function outcome(file: string | Buffer): Promise<string[]> {
  const records = await recordsOf(file)
  return records.map(({ problem, ignored, events }) =>
    problem ? `${problem.reason} ${problem.value}` : (ignored ?? String(events[0]?.['event_id'])),
  )
}
const GOOD = 'invoice:MAIN:732829320:F1'

describe('documents that must not be trusted', () => {
  it('a DOCTYPE is refused, with or without entities in it', async () => {
    const doctype = '<!DOCTYPE Invoice [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    const xml = aUbl({ number: '&b;' }).replace('?>', `?>${doctype}`)
    expect(await outcome(xml)).toEqual(['malformed line 1, column 9: A DOCTYPE is not allowed; remove it'])
    const external = aUbl().replace('?>', '?><!DOCTYPE Invoice SYSTEM "file:///etc/passwd">')
    expect(await outcome(external)).toEqual([
      'malformed line 1, column 9: A DOCTYPE is not allowed; remove it',
    ])
  })

  it('an entity that XML does not know is refused with its place', async () => {
    const [first] = await outcome(aUbl({ number: '&secret;' }))
    expect(first).toMatch(/^malformed line \d+, column \d+: undefined entity/)
  })

  it('too deep, too long and too many are refused', async () => {
    expect((await outcome('<a>'.repeat(100_000)))[0]).toMatch(
      /^too_large .* 100 elements stand inside each other/,
    )
    const long = aUbl({ head: `<cbc:Note>${'x'.repeat(1_100_000)}</cbc:Note>` })
    expect((await outcome(long))[0]).toMatch(/^too_large .*The text of Note is longer than 1 MB/)
    const wide = aUbl({ head: '<cbc:Note>x</cbc:Note>'.repeat(100_001) })
    expect((await outcome(wide))[0]).toMatch(/^too_large .*more than 100000 elements/)
  })

  it('a large file that is attached to an invoice does not matter', async () => {
    const head = `<cac:AdditionalDocumentReference><cbc:EmbeddedDocumentBinaryObject>${'QUJD'.repeat(500_000)}</cbc:EmbeddedDocumentBinaryObject></cac:AdditionalDocumentReference>`
    expect(await outcome(aUbl({ head }))).toEqual([GOOD])
  })

  it('a broken document says where, and keeps what was understood to be mended', async () => {
    const xml = aUbl()
    const [record] = await recordsOf(xml.slice(0, xml.indexOf('</cac:LegalMonetaryTotal>')))
    expect(record?.problem).toMatchObject({ reason: 'malformed', field: 'document' })
    expect(record?.problem?.value).toMatch(/^line 7, column \d+: unclosed tag/)
    expect(record?.events[0]).toMatchObject({ invoice_id: 'F1', amount: '120.00' })
  })

  it('that gives nothing keeps the text around the fault, so much and no more', async () => {
    const rest = `<!-- ${'x'.repeat(5000)} -->`
    const cases: [xml: string, start: RegExp][] = [
      [`<?xml version="1.0"?>\n<Menu>\n<a></b>${rest}`, /^<Menu> <a><\/b><!-- x/],
      [`<!DOCTYPE a [<!ENTITY b "c">]><Invoice/>${rest}`, /^<!DOCTYPE a \[/],
      [`<Menu><Note>${'n'.repeat(300)}`, /^<Menu><Note>n+$/],
      ['<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"/>', /^<Invoice xmlns="http:\/\/www\.ebi/],
      [`no  XML\n at all ${'y'.repeat(5000)}`, /^no XML at all y+$/],
    ]
    for (const [xml, start] of cases) {
      const [record] = await recordsOf(xml)
      expect(record?.events).toEqual([])
      expect(record?.raw).toMatch(start)
      expect(record?.raw?.length).toBeLessThanOrEqual(500)
    }
  })

  it('what is broken in a line of the invoice is found as well', async () => {
    const line = '<cac:InvoiceLine><cbc:ID>1</cac:InvoiceLine></cac:InvoiceLine>'
    const [first] = await outcome(aUbl().replace('</Invoice>', `${line}</Invoice>`))
    expect(first).toMatch(/^malformed line 8, column \d+: unexpected close tag/)
  })

  it('gives up after many faults instead of searching on', async () => {
    expect((await outcome('<Invoice></a>'.repeat(20_000))).length).toBeLessThan(2_100)
  })
})

describe('several documents in one stream', () => {
  it('are as many records, with and without declarations, whatever the chunks', async () => {
    const bare = aUbl({ number: 'F2' }).replace(/<\?xml[^>]*\?>/, '')
    const stream = `${aUbl()}${bare}\n\n\ufeff${aCii({ number: 'F3' })}`
    for (const chunk of [1, 7, 1000, 1 << 20]) {
      const records = await recordsOf(stream, { chunk })
      expect(records.map(({ events }) => events[0]?.['invoice_id'])).toEqual(['F1', 'F2', 'F3'])
    }
  })

  it('do not suffer from a broken one between them', async () => {
    const broken = aUbl({ number: 'F2' }).slice(0, 400)
    const both = await outcome(`${aUbl()}${broken}${aUbl({ number: 'F3' })}`)
    expect(both).toEqual([GOOD, expect.stringMatching(/^malformed/), 'invoice:MAIN:732829320:F3'])
  })

  it('are found in envelopes', async () => {
    const inner = aUbl().replace(/<\?xml[^>]*\?>/, '')
    const envelope = `<sh:StandardBusinessDocument xmlns:sh="x"><sh:StandardBusinessDocumentHeader/>${inner}</sh:StandardBusinessDocument>`
    expect(await outcome(envelope)).toEqual([GOOD])
  })

  it('are not parted at a declaration that is quoted or in a comment', async () => {
    const head = '<!-- <?xml version="1.0"?> --><cbc:Note><![CDATA[<?xml version="1.0"?>]]></cbc:Note>'
    expect(await outcome(aUbl({ head }))).toEqual([GOOD])
  })
})

describe('encodings', () => {
  const name = '<ram:Name>Éditions Légères</ram:Name>'
  const key = 'invoice:MAIN:name:editions-legeres:F1'
  const declared = (encoding: string) => aCii({ buyer: name }).replace('UTF-8', encoding)

  it('are those of the bytes, whatever is declared', async () => {
    expect(await outcome(Buffer.from(declared('UTF-8')))).toEqual([key])
    expect(await outcome(Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le'))).toEqual([key])
    expect(await outcome(Buffer.from(declared('UTF-16'), 'utf16le'))).toEqual([key])
    expect(await outcome(Buffer.from(declared('UTF-16'), 'utf16le').swap16())).toEqual([key])
    expect(await outcome(Buffer.from(declared('UTF-16')))).toEqual([key])
    expect(await outcome(Buffer.from(declared('ISO-8859-1'), 'latin1'))).toEqual([key])
    expect(await outcome(Buffer.from(declared('windows-1252')))).toEqual([key])
  })

  it('that are not the declared one are a reason, and the document can be mended', async () => {
    const [record] = await recordsOf(Buffer.from(declared('UTF-8'), 'latin1'))
    expect(record?.problem).toMatchObject({ reason: 'bad_encoding' })
    expect(record?.events[0]?.['event_id']).toBe(key)
  })
})

describe('other XML', () => {
  it.each([
    ['<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', 'unknown_topic'],
    ['<Menu><Dish>Soup</Dish></Menu>', 'unknown_topic'],
    [
      '<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"/>',
      'unknown_type Invoice http://www.ebinterface.at/schema/6p1/',
    ],
    ['<p:FatturaElettronica xmlns:p="x"/>', 'unknown_type FatturaElettronica'],
    ['', 'malformed There is no XML element in it'],
    ['<', 'malformed There is no XML element in it'],
  ])('%s is %s', async (xml, reason) => {
    expect((await outcome(xml))[0]).toContain(reason.split(' ')[0])
    if (!reason.startsWith('malformed')) expect(await outcome(xml)).toEqual([reason])
  })
})
