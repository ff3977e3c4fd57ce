import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney } from '../money'
import { convertText, sumOf } from '../testing'
import { dayOf, overpunched } from './fields'
import { frenchIban } from './iban'
import { cfonb } from './index'

interface Columns {
  account?: string
  bank?: string
  day?: string
  amount?: string
  code?: string
  returned?: string
  label?: string
}

const put = (record: string, from: number, text: string) =>
  record.slice(0, from - 1) + text + record.slice(from - 1 + text.length)

function record(kind: string, columns: Columns = {}): string {
  const { account = '00012345603', bank = '10278', day = '310126', amount = '0000000001000{' } = columns
  let text = put(' '.repeat(120), 1, kind)
  text = put(put(put(text, 3, bank), 12, '02204'), 17, 'EUR2')
  text = put(put(text, 22, account), 35, day)
  if (kind === '05') return text
  text = put(text, 91, amount)
  if (kind !== '04') return text
  text = put(put(text, 33, columns.code ?? '05'), 41, columns.returned ?? '  ')
  return put(put(text, 43, day), 49, columns.label ?? 'VIR DUPONT')
}

const complement = (qualifier: string, text: string, columns: Columns = {}) =>
  put(put(record('05', columns), 46, qualifier), 49, text)

const opening = (columns: Columns = {}) => record('01', { day: '300126', ...columns })
const closing = (columns: Columns = {}) => record('07', columns)
const IBAN = frenchIban('10278', '02204', '00012345603')
const attributesOf = (event: Record<string, unknown> | undefined) =>
  (event?.['attributes'] ?? {}) as Record<string, unknown>
const file = (...records: string[]) => records.join('\r\n') + '\r\n'

describe('the last digit of an amount', () => {
  it('also says the sign', () => {
    const read = (text: string) => formatMoney(overpunched(text, 2) ?? 99n)
    expect(['0000000001234{', '0000000001234A', '0000000001234}', '0000000001234R'].map(read)).toEqual([
      '123.40',
      '123.41',
      '-123.40',
      '-123.49',
    ])
  })

  it('is é or è in the French set of 7 bits', () => {
    expect([overpunched('10é', 2), overpunched('10è', 2)]).toEqual([1_000_000n, -1_000_000n])
  })

  it('reads every amount as it is written', () => {
    const written = fc.record({ cents: fc.nat(1e9), negative: fc.boolean() })
    const property = fc.property(written, ({ cents, negative }) => {
      const digits = String(cents).padStart(14, '0')
      const last = (negative ? '}JKLMNOPQR' : '{ABCDEFGHI').charAt(Number(digits.at(-1)))
      const value = BigInt(cents) * 10_000n
      expect(overpunched(digits.slice(0, -1) + last, 2)).toBe(negative ? -value : value)
    })
    fc.assert(property, { seed: 1 })
  })

  it.each(['', '12', '12x4{', '{{', '00000000 1234{'])('%j is no amount', (text) => {
    expect(overpunched(text, 2)).toBeNull()
  })
})

describe('the names of days and accounts', () => {
  it('are days of the calendar only', () => {
    expect([dayOf('290224'), dayOf('290223'), dayOf('311299'), dayOf('CART')]).toEqual([
      '2024-02-29',
      null,
      '1999-12-31',
      null,
    ])
  })

  it('become the IBAN with both check digits', () => {
    expect(frenchIban('30006', '00001', '12345678901')).toBe('FR7630006000011234567890189')
    expect(frenchIban('20041', '01005', '0500013M026')).toBe('FR1420041010050500013M02606')
  })

  it('stay as they are where they are no French account', () => {
    expect(frenchIban('10278', '', '123')).toBe('10278-123')
  })
})

describe('an operation of a CFONB statement', () => {
  it('is one entry with what its complements say', async () => {
    const text = file(
      opening(),
      record('04', { amount: '0000000012345A' }),
      complement('NPY', 'DUPONT SA'),
      complement('LCC', 'FACTURES F-2026-001 ET F-2026-002 POUR LES TRAVAUX DE JANVIER ET LES F'),
      complement('LC2', 'RAIS'),
      complement('LCS', 'RF18539007547034'),
      complement('RCN', `${'E2E-1'.padEnd(35)}FOURNISSEUR`),
      complement('RUM', 'MANDAT-7'),
      complement('MMO', 'USD200000000014000'),
      complement('FEE', 'EUR200000000000150'),
      complement('ZZZ', 'SOMETHING ELSE'),
      closing(),
    )
    const { events } = await convertText(cfonb, text)
    expect(events).toMatchObject([
      { event_type: 'bank.entry', amount: '1234.51', currency: 'EUR', occurred_on: '2026-01-31' },
    ])
    expect(attributesOf(events[0])).toEqual({
      account: IBAN,
      counterparty_name: 'DUPONT SA',
      remittance: 'VIR DUPONT FACTURES F-2026-001 ET F-2026-002 POUR LES TRAVAUX DE JANVIER ET LES FRAIS',
      structured_references: ['RF18539007547034'],
      end_to_end_id: 'E2E-1',
      mandate_id: 'MANDAT-7',
      original_amount: '140.00',
      original_currency: 'USD',
      charges: '1.50',
      info: 'FOURNISSEUR; ZZZ SOMETHING ELSE',
      bank_transaction_code: '05',
      value_date: '2026-01-31',
      status: 'BOOK',
      statement_kind: 'cfonb120',
    })
  })

  it('that brings a direct debit back says so with the code of the bank', async () => {
    const text = file(
      opening(),
      record('04', { code: 'B3', returned: '10', amount: '0000000010000}' }),
      closing(),
    )
    const { events } = await convertText(cfonb, text)
    expect(attributesOf(events[0])).toMatchObject({ is_reversal: true, return_reason: '10' })
    expect(events[0]?.['amount']).toBe('-1000.00')
  })

  it('has the same id in the statement of the day and in that of the month', async () => {
    const of = async (...others: string[]) =>
      (await convertText(cfonb, file(opening(), record('04', { label: 'A' }), ...others, closing())))
        .events[0]?.['event_id']
    expect(await of()).toBe(await of(record('04', { label: 'B' })))
  })
})

describe('a CFONB file', () => {
  const whole = [
    opening(),
    record('04'),
    complement('LIB', 'Société'),
    record('04', { amount: '0000000001000}' }),
    closing(),
  ]

  it('reads the same with any line ends, with none, and in chunks of any size', async () => {
    const expected = (await convertText(cfonb, file(...whole))).events
    expect(expected).toHaveLength(2)
    for (const end of ['\n', '\r', '\r\n', '\n\n', '']) {
      for (const chunk of [7, 120, 4096]) {
        expect((await convertText(cfonb, whole.join(end), { chunk })).events).toEqual(expected)
      }
    }
  })

  it('without the spaces at the ends of its lines reads the same', async () => {
    const cut = whole.map((text) => text.trimEnd())
    expect((await convertText(cfonb, file(...cut))).events).toEqual(
      (await convertText(cfonb, file(...whole))).events,
    )
  })

  it('may write statements of several accounts in between each other', async () => {
    const other = { account: '00099999901' }
    const text = file(
      opening(),
      opening(other),
      record('04'),
      record('04', { ...other, amount: '0000000000500{' }),
      complement('LIB', 'MINE'),
      complement('LIB', 'OTHER', other),
      closing({ ...other, amount: '0000000001500{' }),
      closing({ amount: '0000000002000{' }),
    )
    const { events, problems, plan } = await convertText(cfonb, text)
    expect(problems).toEqual([])
    expect(plan.learnt?.warnings).toEqual([])
    expect(events.map((event) => attributesOf(event)['remittance']).sort()).toEqual([
      'VIR DUPONT MINE',
      'VIR DUPONT OTHER',
    ])
    expect(sumOf(events)).toBe('150.00')
  })

  it('that does not tie says so with its figures, and is read', async () => {
    const { plan, events } = await convertText(cfonb, file(opening(), record('04'), closing()))
    expect(events).toHaveLength(1)
    expect(plan.learnt).toEqual({
      warnings: [
        `statement_does_not_tie: ${IBAN} 2026-01-31: opening 100.00 EUR and entries 100.00 make 200.00, closing says 100.00 (-100.00 off)`,
      ],
      completeThrough: '2026-01-31',
    })
  })

  it.each([
    ['an unknown record code', [opening(), record('09'), closing()], 'record', 'malformed', 2],
    ['a record too long', [opening(), `${record('04')}x`, closing()], 'record', 'malformed', 2],
    ['an operation outside a statement', [record('04'), opening(), closing()], 'record', 'malformed', 1],
    [
      'a complement without operation',
      [opening(), complement('LIB', 'x'), closing()],
      'record',
      'malformed',
      2,
    ],
    ['an end without beginning', [opening(), closing(), closing()], 'record', 'malformed', 3],
    ['a beginning without end', [opening(), record('04')], 'record', 'malformed', 1],
    ['an impossible day', [opening(), record('04', { day: '310226' }), closing()], 'date', 'bad_date', 2],
    [
      'an amount without sign',
      [opening(), record('04', { amount: '00000000010000' }), closing()],
      'amount',
      'bad_amount',
      2,
    ],
    ['a balance that is none', [opening(), closing({ amount: '0000000001000 ' })], 'amount', 'bad_amount', 2],
    [
      'a broken character',
      [opening(), record('04', { label: 'Soci\ufffdt\ufffd' }), closing()],
      'remittance',
      'bad_encoding',
      2,
    ],
  ])('with %s rejects that record with its line', async (_, records, field, reason, line) => {
    const { problems } = await convertText(cfonb, file(...records))
    expect(problems).toMatchObject([
      { field, reason, value: expect.stringMatching(new RegExp(`^line ${line}: `)) },
    ])
  })
})

describe('a file of 240 columns', () => {
  const group = (code: string) => {
    const own = '300661077100020030401'
    const head = put(put(' '.repeat(240), 1, '31000001'), 9, `${code}181220E    ${own}`)
    let detail = put(put(' '.repeat(240), 1, '34000002'), 9, `${code}211220E0066300030302100020116383CHIC`)
    detail = put(put(put(detail, 78, own), 129, 'F2012017'), 229, '000000011760')
    const total = put(
      put(put(' '.repeat(240), 1, '39000003'), 9, `${code}211220E    ${own}`),
      229,
      '000000011760',
    )
    return [head, detail, total]
  }

  it('tells who sent each transfer and why', async () => {
    const { events, plan } = await convertText(cfonb, file(...group('20')))
    expect(events).toMatchObject([{ amount: '117.60', occurred_on: '2020-12-21' }])
    expect(attributesOf(events[0])).toMatchObject({
      account: 'FR7630066107710002003040111',
      counterparty_name: 'CHIC',
      counterparty_iban: 'FR7630003030210002011638313',
      remittance: 'F2012017',
    })
    expect(plan.learnt?.warnings).toEqual([])
  })

  it('rejects operations of which it is not known whether money came in', async () => {
    const { problems, events } = await convertText(cfonb, file(...group('31')))
    expect(events).toEqual([])
    expect(problems).toMatchObject([{ field: 'operation code', reason: 'unknown_type' }])
  })
})
