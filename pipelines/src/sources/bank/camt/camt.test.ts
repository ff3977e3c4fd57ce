import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { convertText, sumOf } from '../testing'
import { camt } from './index'

interface Parts {
  entries?: string
  balances?: string
  summary?: string
  kind?: 'Stmt' | 'Rpt' | 'Ntfctn'
  account?: string
  prefix?: string
}

const ROOTS = { Stmt: 'BkToCstmrStmt', Rpt: 'BkToCstmrAcctRpt', Ntfctn: 'BkToCstmrDbtCdtNtfctn' }
const NUMBERS = { Stmt: '053', Rpt: '052', Ntfctn: '054' }

function statement({
  entries = '',
  balances = '',
  summary = '',
  kind = 'Stmt',
  account = OWN,
}: Parts): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${NUMBERS[kind]}.001.08"><${ROOTS[kind]}><GrpHdr><MsgId>M</MsgId></GrpHdr>
<${kind}><Id>S1</Id><CreDtTm>2026-02-01T06:00:00</CreDtTm><Acct><Id><IBAN>${account}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balances}${summary}${entries}</${kind}></${ROOTS[kind]}></Document>`
}

const OWN = 'FR7630006000011234567890189'
const balance = (code: string, amount: string, day: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`

interface EntryParts {
  amount?: string
  side?: string
  status?: string
  ref?: string
  day?: string
  more?: string
  details?: string
}

const entry = ({
  amount = '100.00',
  side = 'CRDT',
  status = 'BOOK',
  ref = '',
  day = '2026-01-31',
  more = '',
  details = '',
}: EntryParts = {}) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${more.startsWith('<RvslInd') ? more : ''}<Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt>${ref && `<AcctSvcrRef>${ref}</AcctSvcrRef>`}${more.startsWith('<RvslInd') ? '' : more}<NtryDtls>${details}</NtryDtls></Ntry>`

const payment = (amount: string, name: string, e2e: string, more = '') =>
  `<TxDtls><Refs><EndToEndId>${e2e}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties>${more}</TxDtls>`

const convert = (parts: Parts, options = {}) => convertText(camt, statement(parts), options)
const attributesOf = (event: Record<string, unknown> | undefined) =>
  (event?.['attributes'] ?? {}) as Record<string, unknown>

describe('an entry of a camt statement', () => {
  it('tells the payer, his reference and why, and is money in', async () => {
    const details = payment(
      '100.00',
      'DUPONT SA',
      'E2E-1',
      '<RmtInf><Ustrd>FACTURE 12</Ustrd><Ustrd>et 13</Ustrd><Strd><RfrdDocInf><Nb>F-14</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>',
    )
    const { events } = await convert({ entries: entry({ ref: 'BANK-1', details }) })
    expect(events).toEqual([
      {
        event_id: `bank:${OWN}:BANK-1:2026-01-31:100.00`,
        event_type: 'bank.entry',
        occurred_on: '2026-01-31',
        amount: '100.00',
        currency: 'EUR',
        attributes: {
          account: OWN,
          counterparty_name: 'DUPONT SA',
          counterparty_iban: 'DE89370400440532013000',
          remittance: 'FACTURE 12 et 13',
          structured_references: ['RF18539007547034'],
          document_numbers: ['F-14'],
          end_to_end_id: 'E2E-1',
          bank_reference: 'BANK-1',
          statement_id: 'S1',
          statement_kind: 'camt.053',
          status: 'BOOK',
        },
      },
    ])
  })

  it('is one event in the report of the day, the notification and the statement', async () => {
    const of = async (kind: 'Stmt' | 'Rpt' | 'Ntfctn') =>
      (await convert({ kind, entries: entry({ ref: 'BANK-1' }) })).events[0]?.['event_id']
    expect(await of('Rpt')).toBe(await of('Stmt'))
    expect(await of('Ntfctn')).toBe(await of('Stmt'))
  })

  it('is left out while it is only announced', async () => {
    const { events, records } = await convert({
      entries: ['PDNG', 'INFO', 'BOOK'].map((status) => entry({ status })).join(''),
    })
    expect(records.map(({ ignored }) => ignored)).toEqual(['not_booked', 'not_booked', undefined])
    expect(events).toHaveLength(1)
  })

  it('is told from a fee, a reversal and an equal one under the same reference', async () => {
    const entries = [
      entry({ ref: 'R' }),
      entry({ ref: 'R', amount: '0.50', side: 'DBIT' }),
      entry({ ref: 'R', side: 'DBIT', more: '<RvslInd>true</RvslInd>' }),
      entry({ ref: 'R' }),
    ]
    const { events } = await convert({ entries: entries.join('') })
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(4)
    expect(sumOf(events)).toBe('99.50')
    expect(attributesOf(events[2])['is_reversal']).toBe(true)
  })

  it('has an id that starts with ~ where the bank has no reference or writes a placeholder', async () => {
    const { events } = await convert({ entries: entry({ ref: 'NONREF' }) + entry() })
    for (const event of events) expect(event['event_id']).toMatch(/^~bank:/)
  })

  it('names whose payment came back and the code of the bank', async () => {
    const details = payment('100.00', 'DUPONT SA', 'E', '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>')
    const { events } = await convert({ entries: entry({ side: 'DBIT', details }) })
    expect(attributesOf(events[0])).toMatchObject({ counterparty_name: 'DUPONT SA', return_reason: 'AC04' })
    expect(events[0]?.['amount']).toBe('-100.00')
  })

  it('takes its day from the value date or the statement where it states none, and says so', async () => {
    const without = (more: string) => entry({ more }).replace(/<BookgDt>.*<\/BookgDt>/, '')
    const { events } = await convert({ entries: without('<ValDt><Dt>2026-01-30</Dt></ValDt>') + without('') })
    expect(events.map((event) => [event['occurred_on'], attributesOf(event)['booked_on_source']])).toEqual([
      ['2026-01-30', 'value_date'],
      ['2026-02-01', 'statement'],
    ])
  })

  it.each([
    ['no amount', '<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>', 'Amt', 'missing_field'],
    ['an amount that is none', entry({ amount: '1O.00' }), 'Amt', 'bad_amount'],
    ['no direction', entry({ side: '' }), 'CdtDbtInd', 'missing_field'],
    [
      'a broken character',
      entry({ details: payment('100.00', 'Soci\ufffdt\ufffd', 'E') }),
      'counterparty_name',
      'bad_encoding',
    ],
  ])('with %s is rejected with the line, the others are read', async (_, bad, field, reason) => {
    const { problems, events } = await convert({ entries: `\n${bad}\n${entry()}` })
    expect(problems).toMatchObject([{ field, reason, value: expect.stringMatching(/^line 5: /) }])
    expect(events).toHaveLength(1)
  })
})

describe('a collective booking', () => {
  const details = payment('60.00', 'A', 'E1') + payment('40.00', 'B', 'E2')

  it('becomes its payments, whose sum with the booking itself is what was booked', async () => {
    const { events } = await convert({ entries: entry({ ref: 'BATCH', details }) })
    expect(events.map((event) => event['amount'])).toEqual(['0.00', '60.00', '40.00'])
    expect(sumOf(events)).toBe('100.00')
    expect(attributesOf(events[0])['parts']).toBe(2)
    expect(attributesOf(events[1])).toMatchObject({
      part_of: events[0]?.['event_id'],
      counterparty_name: 'A',
    })
  })

  it('corrects the same booking that was told as a whole, whichever comes first', async () => {
    const whole = (await convert({ entries: entry({ ref: 'BATCH' }) })).events[0]
    const told = (await convert({ kind: 'Ntfctn', entries: entry({ ref: 'BATCH', details }) })).events[0]
    expect(told?.['event_id']).toBe(whole?.['event_id'])
    expect([whole?.['version'] ?? 1, told?.['version']]).toEqual([1, 2])
  })

  it('stays one event where its payments do not sum up to it', async () => {
    const { events } = await convert({ entries: entry({ amount: '100.01', details }) })
    expect(events.map((event) => event['amount'])).toEqual(['100.01'])
    expect(attributesOf(events[0])['payments']).toBe(2)
  })

  it('of equal payments without references keeps them apart', async () => {
    const equal = payment('50.00', 'A', 'NOTPROVIDED')
    const { events } = await convert({ entries: entry({ details: equal + equal }) })
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(3)
  })
})

describe('a camt file', () => {
  it('is complete through the closing day of the account that was closed first', async () => {
    const closed = (account: string, day: string) =>
      statement({ account, balances: balance('OPBD', '0', '2026-01-01') + balance('CLBD', '0', day) })
    const one = closed(OWN, '2026-01-31').replace('</BkToCstmrStmt></Document>', '')
    const other = closed('DE89370400440532013000', '2026-01-15').replace(/^[\s\S]*<\/GrpHdr>/, '')
    expect((await convertText(camt, one + other)).plan.learnt?.completeThrough).toBe('2026-01-15')
  })

  it('that does not tie says so with its figures, and is read', async () => {
    const { plan, events } = await convert({
      balances: balance('OPBD', '10', '2026-01-30') + balance('CLBD', '110.05', '2026-01-31'),
      summary: '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>100.00</Sum></TtlNtries></TxsSummry>',
      entries: entry(),
    })
    expect(events).toHaveLength(1)
    expect(plan.learnt?.warnings).toEqual([
      expect.stringContaining(
        'opening 10.00 EUR and entries 100.00 make 110.00, closing says 110.05 (0.05 off)',
      ),
      expect.stringContaining('2 entries stated, 1 found'),
    ])
  })

  it('with a prefix on its elements reads as without', async () => {
    const plain = statement({ entries: entry({ ref: 'R' }) })
    const prefixed = plain.replace(/<(\/?)([A-Za-z])/g, '<$1n:$2').replace('<n:?xml', '<?xml')
    expect((await convertText(camt, prefixed)).events).toEqual((await convertText(camt, plain)).events)
  })

  it('reads the same in chunks of any size', async () => {
    const parts = {
      entries: entry({ details: payment('100.00', 'Société Générale', 'É') }) + entry({ ref: 'R' }),
    }
    const whole = await convert(parts)
    for (const chunk of [1, 7, 100]) expect((await convert(parts, { chunk })).events).toEqual(whole.events)
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, text.lastIndexOf('<Ntry>') + 30), 'malformed'],
    [
      'with a tag that closes another',
      (text: string) => text.replace(/<\/Ntry>(?!.*<\/Ntry>)/, '</Entry>'),
      'malformed',
    ],
    [
      'with a DOCTYPE',
      (text: string) =>
        text.replace('<Document', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document'),
      'malformed',
    ],
    ['nested without end', (text: string) => text.replace('<Sts>', '<Sts>'.repeat(200)), 'too_large'],
    ['with an entity of its own', (text: string) => text.replace('100.00', '&x;'), 'malformed'],
    ['with a text of 3 MB', (text: string) => text.replace('100.00', '1'.repeat(3 << 20)), 'too_large'],
  ])('%s is read up to there, and the rest is rejected with the line', async (_, spoil, reason) => {
    const text = spoil(statement({ entries: entry() + entry({ ref: 'R' }) }))
    const { problems, records } = await convertText(camt, text)
    expect(problems).toMatchObject([{ field: 'XML', reason, value: expect.stringMatching(/^line \d+: /) }])
    expect(records.length).toBeLessThanOrEqual(2)
  })

  it('without a statement is refused, and the message says what is missing', async () => {
    const text = statement({}).replace(/<Stmt>[\s\S]*<\/Stmt>/, '')
    await expect(convertText(camt, text)).rejects.toMatchObject({
      code: 'ingest/header-only',
      message: expect.stringContaining('no Stmt, Rpt or Ntfctn'),
    })
  })

  it('of ISO 8859-1 is read as it states', async () => {
    const text = statement({ entries: entry({ details: payment('100.00', 'Société', 'E') }) })
    const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')
    expect(attributesOf((await convertText(camt, latin)).events[0])['counterparty_name']).toBe('Société')
  })
})

describe('an archive of statements, as banks send them over EBICS', () => {
  const OTHER = 'DE89370400440532013000'
  const files = (more: Record<string, string> = {}) =>
    Buffer.from(
      zipSync(
        Object.fromEntries(
          Object.entries({
            'C53_1.xml': statement({
              entries: entry({ ref: 'A' }),
              balances: balance('CLBD', '100.00', '2026-01-31'),
            }),
            'C53_2.xml': statement({
              entries: entry({ ref: 'B', amount: '50.00', day: '2026-02-01' }),
              balances: balance('CLBD', '150.00', '2026-02-01'),
            }),
            'C53_3.xml': statement({
              entries: entry({ ref: 'C', amount: '7.00', day: '2026-02-02' }),
              balances: balance('CLBD', '7.00', '2026-02-02'),
              account: OTHER,
            }),
            ...more,
          }).map(([name, text]) => [name, Buffer.from(text)]),
        ),
      ),
    )

  it('is read statement by statement, and complete through the last day of each account', async () => {
    const { events, problems, plan } = await convertText(camt, files(), { fileName: 'C53.zip' })
    expect(problems).toEqual([])
    expect(sumOf(events)).toBe('157.00')
    expect(events.map((event) => attributesOf(event)['account'])).toEqual([OWN, OWN, OTHER])
    expect(plan.understood).toMatchObject({ kind: 'bank_entries', preset: 'camt.053.001.08' })
    expect(plan.learnt).toEqual({ warnings: [], completeThrough: '2026-02-01' })
  })

  it('leaves out what else is in it, and names a file of it that is broken', async () => {
    const broken = statement({ entries: entry({ ref: 'D' }) }).slice(0, -40)
    const { records, problems } = await convertText(
      camt,
      files({ 'liesmich.txt': 'hallo', 'C53_4.xml': broken }),
    )
    expect(records.filter(({ ignored }) => ignored === 'unknown_topic')).toHaveLength(1)
    expect(problems).toMatchObject([
      { reason: 'malformed', value: expect.stringMatching(/^C53_4\.xml: line 4/) },
    ])
  })
})

it.each([
  ['pain.008.001.02', 'CstmrDrctDbtInitn', 'payment_orders'],
  ['pain.001.001.09', 'CstmrCdtTrfInitn', 'payment_orders'],
  ['pain.002.001.03', 'CstmrPmtStsRpt', 'bank_messages'],
  ['camt.029.001.03', 'RsltnOfInvstgtn', 'bank_messages'],
])('a message %s is named for what it is and left out', async (message, root, kind) => {
  const text = `<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}"><${root}><GrpHdr/></${root}></Document>`
  const { records, plan } = await convertText(camt, text)
  expect(plan.understood).toMatchObject({ kind, preset: message })
  expect(records).toEqual([{ events: [], ignored: 'unknown_topic' }])
})
