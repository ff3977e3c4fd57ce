import { describe, expect, it } from 'vitest'
import { convertText, sumOf } from '../testing'
import { mt940 } from './index'

const message = (...fields: string[]) =>
  [':20:REF', ':25:DE89370400440532013000', ':28C:5/1', ':60F:C260130EUR100,00', ...fields].join('\r\n')
const CLOSING = ':62F:C260131EUR223,45'
const attributesOf = (event: Record<string, unknown> | undefined) =>
  (event?.['attributes'] ?? {}) as Record<string, unknown>
const first = async (...fields: string[]) => (await convertText(mt940, message(...fields, CLOSING))).events[0]

describe('an entry of an MT940 statement', () => {
  it('with numbered subfields tells the payer and why', async () => {
    const event = await first(
      ':61:2601310131C123,45NTRFNONREF//BANK-77',
      ':86:166?00GUTSCHRIFT?20EREF+E2E-1?21MREF+M-9?22SVWZ+RECHNUNG 4711 VOM 02.0?231.2026?30DEUTDEFF?31DE02120300000000202051?32MUELLER?33 GMBH',
    )
    expect(event).toMatchObject({
      event_id: 'bank:DE89370400440532013000:BANK-77:2026-01-31:123.45',
      amount: '123.45',
      currency: 'EUR',
      occurred_on: '2026-01-31',
    })
    expect(attributesOf(event)).toEqual({
      account: 'DE89370400440532013000',
      counterparty_name: 'MUELLER GMBH',
      counterparty_iban: 'DE02120300000000202051',
      remittance: 'RECHNUNG 4711 VOM 02.01.2026',
      end_to_end_id: 'E2E-1',
      mandate_id: 'M-9',
      bank_reference: 'BANK-77',
      bank_transaction_code: 'NTRF',
      bank_proprietary_code: '166',
      info: 'GUTSCHRIFT',
      value_date: '2026-01-31',
      statement_id: '5/1',
      statement_kind: 'mt940',
      status: 'BOOK',
    })
  })

  it('with words between slashes tells the same', async () => {
    const one = await first(
      ':61:260131C123,45NTRFEREF',
      ':86:/TRTP/SEPA/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/JANSEN BV/REMI/FACTUUR 12/EREF/E-1',
    )
    const other = await first(
      ':61:260131C123,45NTRFEREF',
      ':86:/EREF/E-1//CNTP/NL91ABNA0417164300/ABNANL2A/JANSEN BV///REMI/USTD//FACTUUR 12/',
    )
    const expected = {
      counterparty_name: 'JANSEN BV',
      counterparty_iban: 'NL91ABNA0417164300',
      remittance: 'FACTUUR 12',
      end_to_end_id: 'E-1',
    }
    expect(attributesOf(one)).toMatchObject(expected)
    expect(attributesOf(other)).toMatchObject(expected)
  })

  it('with text over several lines keeps all of it', async () => {
    const event = await first(':61:260131C123,45NMSC', ':86:VIR DUPONT SA\r\nFACTURE 12 ET\r\n13')
    expect(attributesOf(event)['remittance']).toBe('VIR DUPONT SA FACTURE 12 ET 13')
  })

  it.each([
    ['C', '123.45', undefined],
    ['D', '-123.45', undefined],
    ['RC', '-123.45', true],
    ['RD', '123.45', true],
    ['CR', '123.45', undefined],
  ])('of direction %s is %s', async (side, amount, reversal) => {
    const event = await first(`:61:260131${side}123,45NTRFNONREF`)
    expect([event?.['amount'], attributesOf(event)['is_reversal']]).toEqual([amount, reversal])
  })

  it('booked in another year than its value date is booked then', async () => {
    expect((await first(':61:2601021231C1,NTRFX'))?.['occurred_on']).toBe('2025-12-31')
    expect((await first(':61:2512310102C1,NTRFX'))?.['occurred_on']).toBe('2026-01-02')
  })

  it('that is only expected is left out', async () => {
    const { records } = await convertText(mt940, message(':61:260131EC1,00NTRFX', CLOSING))
    expect(records.map(({ ignored }) => ignored)).toEqual(['not_booked'])
  })

  it.each([
    ['without amount', ':61:260131CNTRFX', 'malformed'],
    ['of no day', ':61:261331C1,00NTRFX', 'bad_date'],
    ['with two commas', ':61:260131C1,0,0NTRFX', 'bad_amount'],
  ])('%s is rejected with its line, the others are read', async (_, bad, reason) => {
    const { problems, events } = await convertText(mt940, message(bad, ':61:260131C1,00NTRFX', CLOSING))
    expect(problems).toMatchObject([{ field: ':61:', reason, value: expect.stringMatching(/^line 5: /) }])
    expect(events).toHaveLength(1)
  })

  it('keeps the words behind an original amount', async () => {
    const event = await first(
      ':61:2601310131C123,45NTRF1004//BANK-78',
      ':86:/OCMT/USD150,00/',
      'PAYMENT OF INVOICE FA-31',
    )
    expect(attributesOf(event)).toMatchObject({
      original_amount: '150.00',
      original_currency: 'USD',
      remittance: 'PAYMENT OF INVOICE FA-31',
    })
  })

  it('valued on 30 February, as by the banks that reckon months of 30 days, is valued on its last day', async () => {
    const event = await first(':61:2602300302C123,45NTRFNONREF//BANK-79')
    expect(event).toMatchObject({ occurred_on: '2026-03-02', attributes: { value_date: '2026-02-28' } })
  })
})

describe('an MT940 file', () => {
  const two = [':61:260131C123,45NTRFA//1', ':86:ONE', ':61:260131D3,45NTRFB//2', ':86:TWO']
  const closing = ':62F:C260131EUR220,00'

  it('of several messages, in envelopes or not, ties each and says how far it goes', async () => {
    const body = message(...two, closing)
    const later = body
      .replace('260130EUR100', '260131EUR100')
      .replaceAll('260131D', '260201D')
      .replace('62F:C260131', '62F:C260201')
    for (const text of [
      `{1:F01A}{2:I940B}{4:\r\n${body}\r\n-}\r\n{1:F01A}{2:I940B}{4:\r\n${later}\r\n-}`,
      `${body}\r\n-\r\n${later}\r\n`,
      `${body}\n${later}`,
    ]) {
      const { events, plan, problems } = await convertText(mt940, text)
      expect(problems).toEqual([])
      expect(sumOf(events)).toBe('240.00')
      expect(plan.learnt).toEqual({ warnings: [], completeThrough: '2026-02-01' })
    }
  })

  it('that does not tie says so with its figures', async () => {
    const { plan } = await convertText(mt940, message(...two, CLOSING))
    expect(plan.learnt?.warnings).toEqual([
      expect.stringContaining('make 220.00, closing says 223.45 (3.45 off)'),
    ])
  })

  it('reads the same in chunks of any size', async () => {
    const text = message(...two, closing)
    const whole = await convertText(mt940, text)
    for (const chunk of [1, 5, 64])
      expect((await convertText(mt940, text, { chunk })).events).toEqual(whole.events)
  })

  it('with a line that belongs nowhere names it', async () => {
    const { problems } = await convertText(mt940, message(...two, closing, '-', 'noise'))
    expect(problems).toMatchObject([{ field: 'line', reason: 'malformed', value: 'line 11: noise' }])
  })
})

describe('the lines that banks write around a message', () => {
  it.each([
    ['the sender, the kind and the receiver', ['EXAMNL2A', '940', 'EXAMNL2A']],
    ['an application header', ['0000 01EXAMNL2AXXXX00001', '0000 01EXAMNL2AXXXX00001', '940 00']],
    ['the kind as a field', [':940:']],
  ])('are no entries: %s', async (_, around) => {
    const one = [...around, message(':61:260131C123,45NTRFNONREF', ':86:FA-31', CLOSING)].join('\r\n')
    const { records, problems } = await convertText(mt940, `${one}\r\n-\r\n${one}\r\n-\r\n`)
    expect(problems).toEqual([])
    expect(records).toHaveLength(2)
  })
})
