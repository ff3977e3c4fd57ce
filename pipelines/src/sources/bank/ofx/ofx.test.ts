import { describe, expect, it } from 'vitest'
import { convertText, sumOf } from '../testing'
import { ofx } from './index'

const HEADER = 'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n'
const transaction = (amount = '-12.50', more = '<FITID>F1\n<NAME>PRLV EDF\n<MEMO>FACTURE &amp; 12\n') =>
  `<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>20260131120000[+1:CET]\n<TRNAMT>${amount}\n${more}</STMTTRN>\n`
const sgml = (transactions: string, account = '<BANKID>10278\n<BRANCHID>02204\n<ACCTID>00020427603\n') =>
  `${HEADER}<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\n<CURDEF>EUR\n<BANKACCTFROM>\n${account}<ACCTTYPE>CHECKING\n</BANKACCTFROM>\n<BANKTRANLIST>\n<DTSTART>20260101\n<DTEND>20260201\n${transactions}</BANKTRANLIST>\n<LEDGERBAL><BALAMT>100.00<DTASOF>20260205</LEDGERBAL>\n</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n`
const attributesOf = (event: Record<string, unknown> | undefined) =>
  (event?.['attributes'] ?? {}) as Record<string, unknown>

describe('an OFX statement', () => {
  it('tells amount, day, account and text of each transaction', async () => {
    const { events, plan } = await convertText(ofx, sgml(transaction()))
    expect(events).toEqual([
      {
        event_id: 'bank:FR7610278022040002042760330:F1:2026-01-31:-12.50',
        event_type: 'bank.entry',
        occurred_on: '2026-01-31',
        amount: '-12.50',
        currency: 'EUR',
        attributes: {
          account: 'FR7610278022040002042760330',
          counterparty_name: 'PRLV EDF',
          remittance: 'PRLV EDF FACTURE & 12',
          bank_reference: 'F1',
          bank_transaction_code: 'DEBIT',
          status: 'BOOK',
          statement_kind: 'ofx',
        },
      },
    ])
    expect(plan.learnt).toEqual({ warnings: [], completeThrough: '2026-02-01' })
  })

  it('in XML reads as in SGML', async () => {
    const text = sgml(transaction() + transaction('+3,25', '<FITID>F2\n<NAME>VIR\n'))
    const xml = text
      .replace(HEADER, '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>\n')
      .replace(/<(\w+)>([^<\n]+)/g, '<$1>$2</$1>')
    expect(xml).toContain('<TRNAMT>-12.50</TRNAMT>')
    const [one, other] = [await convertText(ofx, text), await convertText(ofx, xml)]
    expect(one.events).toHaveLength(2)
    expect(other.events).toEqual(one.events)
    expect(other.plan.learnt).toEqual(one.plan.learnt)
    expect(sumOf(one.events)).toBe('-9.25')
  })

  it('of several accounts keeps them apart', async () => {
    const other = sgml(transaction(), '<BANKID>X\n<ACCTID>DE89370400440532013000\n').replace(HEADER, '')
    const { events } = await convertText(ofx, sgml(transaction()) + other)
    expect(events.map((event) => attributesOf(event)['account'])).toEqual([
      'FR7610278022040002042760330',
      'DE89370400440532013000',
    ])
  })

  it('names the payee and his account where it has them, and the currency that was paid in', async () => {
    const more =
      '<FITID>F\n<PAYEE><NAME>DUPONT</PAYEE><BANKACCTTO><ACCTID>123</BANKACCTTO><ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>\n'
    const { events } = await convertText(ofx, sgml(transaction('5', more)))
    expect(events[0]).toMatchObject({ currency: 'EUR', amount: '5.00' })
    expect(attributesOf(events[0])).toMatchObject({
      counterparty_name: 'DUPONT',
      counterparty_iban: '123',
      original_currency: 'USD',
      exchange_rate: '1.1',
    })
  })

  it('reads the same in chunks of any size, and in windows-1252 as its header says', async () => {
    const text = sgml(transaction('1', '<FITID>F\n<NAME>Société\n'))
    const whole = await convertText(ofx, text)
    expect(attributesOf(whole.events[0])['remittance']).toBe('Société')
    for (const chunk of [1, 9, 100])
      expect((await convertText(ofx, text, { chunk })).events).toEqual(whole.events)
    expect((await convertText(ofx, Buffer.from(text, 'latin1'))).events).toEqual(whole.events)
  })

  it.each([
    ['without amount', '<STMTTRN><DTPOSTED>20260131</STMTTRN>', 'TRNAMT', 'missing_field'],
    ['with an amount that is none', transaction('1.000,00'), 'TRNAMT', 'bad_amount'],
    ['of no day', transaction().replace('20260131', '20261331'), 'DTPOSTED', 'bad_date'],
    ['without its end', transaction().replace('</STMTTRN>', ''), 'STMTTRN', 'malformed'],
    [
      'of broken characters',
      transaction('1', '<NAME>Soci\ufffdt\ufffd\n'),
      'counterparty_name',
      'bad_encoding',
    ],
  ])('%s is rejected with its line, the others are read', async (_, bad, field, reason) => {
    const { problems, events } = await convertText(ofx, sgml(bad + transaction()))
    expect(problems).toMatchObject([{ field, reason, value: expect.stringMatching(/^line \d+: /) }])
    expect(events).toHaveLength(1)
  })

  it('that is cut off says where', async () => {
    const text = sgml(transaction() + transaction())
    const { problems, events } = await convertText(ofx, text.slice(0, text.lastIndexOf('<TRNAMT>') + 10))
    expect(problems).toMatchObject([
      { reason: 'malformed', value: expect.stringContaining('without its end') },
    ])
    expect(events).toHaveLength(1)
  })
})
