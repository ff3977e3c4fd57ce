import { describe, expect, it } from 'vitest'
import { IngestError } from '../../ingest/ingest-error'
import type { Source } from '../source'
import { mutate } from '../testing/mutate'
import { camt } from './camt'
import { cfonb } from './cfonb'
import { mt940 } from './mt940'
import { ofx } from './ofx'
import { convertText } from './testing'

const FILES = 60
const entry = (at: number) =>
  `<Ntry><Amt Ccy="EUR">${at}.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt><AcctSvcrRef>R${at}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>INVOICE ${at} é</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`
const numbers = Array.from({ length: 30 }, (_, at) => at + 1)
const operation = (at: number) =>
  `04102780002022 04EUR2 00012345603B1310126  310126VIR ${at}`.replace('022 04', '02204').padEnd(90) +
  `${String(at).padStart(13, '0')}{`.padEnd(30)

/** A good file of each format, to be spoilt. */
const GOOD: [string, Source, string][] = [
  [
    'camt',
    camt,
    `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>${numbers.map(entry).join('')}</Stmt></BkToCstmrStmt></Document>`,
  ],
  [
    'cfonb',
    cfonb,
    ['01', ...numbers, '07']
      .map((it) => (typeof it === 'number' ? operation(it) : operation(0).replace('04', it)))
      .join('\n'),
  ],
  [
    'mt940',
    mt940,
    [
      ':20:R',
      ':25:DE89370400440532013000',
      ':28C:1',
      ':60F:C260130EUR0,',
      ...numbers.flatMap((at) => [
        `:61:260131C${at},50NTRFR//B${at}`,
        `:86:166?20EREF+E${at}?21SVWZ+INVOICE ${at}`,
      ]),
      ':62F:C260131EUR0,',
    ].join('\r\n'),
  ],
  [
    'ofx',
    ofx,
    `OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>${numbers.map((at) => `<STMTTRN><DTPOSTED>20260131<TRNAMT>${at}.5<FITID>${at}<NAME>INVOICE ${at}</STMTTRN>\n`).join('')}</BANKTRANLIST></STMTRS></OFX>`,
  ],
]

describe.each(GOOD)('spoilt files of %s', (_, source, good) => {
  it('before they are spoilt have 30 entries', async () => {
    const { events, problems } = await convertText(source, good)
    expect([events.length, problems]).toEqual([30, []])
  })

  const spoilt = [...mutate(Buffer.from(good), FILES, 3)].map(({ what, bytes }, at) => ({ what, bytes, at }))
  it.each(spoilt)('number $at ($what) give entries or reasons', async ({ bytes }) => {
    try {
      const { records } = await convertText(source, bytes, { chunk: 8191 })
      for (const record of records) {
        expect(record.events.length > 0 || record.problem !== undefined).toBe(true)
        for (const event of record.events) expect(String(event['amount'])).toMatch(/^-?\d+\.\d{2,}$/)
      }
    } catch (error) {
      if (error instanceof IngestError) return
      expect(String(error)).toMatch(/does not recognise/)
    }
  })
})
