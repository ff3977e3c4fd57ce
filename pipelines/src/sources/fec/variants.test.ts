import iconv from 'iconv-lite'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { listRejects } from '../../ingest'
import type { Line } from './testing'
import { ask, cash, cells, figures, HEADER, ledger, loadLedger, sale } from './testing'

const test = useWarehouse()
const lines: Line[] = [
  ...sale('1', '20250105', 'ÉTÉ', 'F1', '1234,50', 'AA'),
  ...sale('2', '20250106', 'DUPONT', 'F2', '100,00'),
  ...cash('3', '20250205', 'ÉTÉ', 'F1', '1234,50', 'AA'),
  {
    journal: 'BQ',
    name: 'BANQUE',
    entry: '4',
    day: '20250207',
    customer: 'DUPONT',
    piece: 'V9',
    label: '"VIR" DUPONT',
    credit: '40,25',
  },
  {
    journal: 'BQ',
    name: 'BANQUE',
    entry: '4',
    day: '20250207',
    account: '512000',
    piece: 'V9',
    debit: '40,25',
  },
]
const table = (rows: string[][], separator = '\t', end = '\n') =>
  rows.map((row) => row.join(separator)).join(end) + end
const changed = (column: string, change: (text: string) => string) => {
  const at = HEADER.indexOf(column)
  return lines.map(cells).map((row) => row.map((cell, index) => (index === at ? change(cell) : cell)))
}
const money = (change: (text: string) => string) => {
  const columns = [HEADER.indexOf('Debit'), HEADER.indexOf('Credit')]
  return lines.map(cells).map((row) => row.map((cell, at) => (columns.includes(at) ? change(cell) : cell)))
}
const signed = lines.map(cells).map((row) => {
  const [debit = '', credit = ''] = row.slice(11, 13)
  const isDebit = debit !== '0,00'
  return [...row.slice(0, 11), isDebit ? debit : credit, isDebit ? 'D' : 'C', ...row.slice(13)]
})
const signedHeader = HEADER.map((name) => ({ Debit: 'Montant', Credit: 'Sens' })[name] ?? name)

const variants: Record<string, string | Buffer> = {
  'bars between columns': ledger(lines, '|'),
  'semicolons between columns': ledger(lines, ';'),
  'a byte order mark': `\ufeff${ledger(lines)}`,
  'Latin-1': iconv.encode(ledger(lines), 'latin1'),
  'Latin-9': iconv.encode(ledger(lines), 'iso-8859-15'),
  'UTF-16': iconv.encode(`\ufeff${ledger(lines)}`, 'utf-16le'),
  'carriage returns before line feeds': ledger(lines).replaceAll('\n', '\r\n'),
  'carriage returns only': ledger(lines).replaceAll('\n', '\r'),
  'no line end at the end': ledger(lines).trimEnd(),
  'headers in capitals with accents and spaces': table([
    HEADER.map((name) => name.toUpperCase().replace('DEBIT', 'Débit').replace('JOURNALCODE', 'Journal Code')),
    ...lines.map(cells),
  ]),
  'an amount and its side': table([signedHeader, ...signed]),
  'an amount and a sign': table([
    signedHeader,
    ...signed.map((row) => row.map((cell, at) => (at === 12 ? (cell === 'D' ? '+1' : '-1') : cell))),
  ]),
  'no columns behind the lettering': table([HEADER, ...lines.map(cells)].map((row) => row.slice(0, 14))),
  'cells left out at the end of lines': table([
    HEADER,
    ...lines.map((line) => cells(line).slice(0, line.letter ? 14 : 13)),
  ]),
  'a column more': table([[...HEADER, 'CodeEtablissement'], ...lines.map((line) => [...cells(line), '001'])]),
  'days as 31/12/2025': table([
    HEADER,
    ...changed('EcritureDate', (day) => `${day.slice(6)}/${day.slice(4, 6)}/${day.slice(0, 4)}`),
  ]),
  'days as 2025-12-31': table([
    HEADER,
    ...changed('EcritureDate', (day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`),
  ]),
  'amounts with points': table([HEADER, ...money((text) => text.replace(',', '.'))]),
  'amounts padded and signed': table([HEADER, ...money((text) => `+${text.padStart(15, '0')}`)]),
  'amounts with spaces': table([HEADER, ...money((text) => ` ${text.replace('1234', '1\u00a0234')} `)]),
  'amounts without decimals where they are none': table([
    HEADER,
    ...money((text) => text.replace(/,?0*$/, '') || '0'),
  ]),
  'padded accounts and codes': table([HEADER, ...changed('CompAuxNum', (text) => `${text}  `)]),
  'every field in quotes': table(
    [HEADER, ...lines.map(cells)].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`)),
    ';',
  ),
}

describe('a ledger written otherwise is the same ledger', () => {
  beforeAll(async () => {
    await test.reset()
    expect(await loadLedger(test.warehouse, ledger(lines))).toMatchObject({
      source: 'fec',
      read: 8,
      accepted: 4,
      ignored: 4,
      rejected: 0,
      understood: { kind: 'ledger', warnings: [], history_from: '2025-01-01' },
    })
    expect(await figures(test.warehouse, '2025-02-28')).toMatchObject({
      open: '100.00',
      on_account: '40.25',
      open_net: '59.75',
    })
  })

  it.each(Object.keys(variants))('%s', async (name) => {
    expect(await loadLedger(test.warehouse, variants[name] ?? '')).toMatchObject({
      source: 'fec',
      read: 8,
      accepted: 0,
      duplicates: 4,
      ignored: 4,
      rejected: 0,
    })
  })

  it('keeps the name of a customer, whatever the quotes around it', async () => {
    const names = await ask(test.warehouse, 'SELECT customer_id, name FROM customers ORDER BY customer_id')
    expect(names).toEqual([
      { customer_id: 'DUPONT', name: 'Client DUPONT' },
      { customer_id: 'ÉTÉ', name: 'Client ÉTÉ' },
    ])
  })
})

describe('what is wrong with a ledger', () => {
  it('is said of each line, and the others are taken', async () => {
    await test.reset()
    const bad = (change: Partial<Line>): string =>
      cells({ ...(lines[2] as Line), entry: '9', ...change }).join('\t')
    const text = [
      ledger(lines).trimEnd(),
      bad({ debit: '12x' }),
      bad({ debit: '', credit: '' }),
      bad({ day: '20250231' }),
      bad({ day: '18000101' }),
      bad({ day: '' }),
      bad({ account: '' }),
      'VE\tVENTES\t10\t20250101\t411000',
      bad({ debit: '0', credit: '0' }),
      '\t'.repeat(17),
      bad({ account: '401000', debit: 'not ours' }),
    ].join('\n')
    const result = await loadLedger(test.warehouse, text)
    expect(result).toMatchObject({ read: 18, accepted: 4, rejected: 6, duplicates: 0 })
    expect(result.ignored_reasons).toEqual({ not_receivable: 5, empty_row: 3 })
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 20 })
    expect(rows.map(({ line, field, reason, value }) => [line, field, reason, value])).toEqual([
      [9, 'Debit', 'bad_amount', '12x'],
      [11, 'EcritureDate', 'bad_date', '20250231'],
      [12, 'EcritureDate', 'bad_date', '18000101'],
      [13, 'EcritureDate', 'missing_field', ''],
      [14, 'CompteNum', 'missing_field', ''],
      [15, '', 'malformed', ''],
    ])
    expect(rows[0]?.raw).toBe(bad({ debit: '12x' }))
  })

  it('is said of the file where columns are missing', async () => {
    const without = HEADER.filter((name) => name !== 'Credit' && name !== 'EcritureNum')
    const text = table([without, ...lines.map((line) => cells(line).slice(0, without.length))])
    await expect(loadLedger(test.warehouse, text)).rejects.toMatchObject({
      code: 'ingest/missing-columns',
      details: { missing: ['EcritureNum', 'Credit'] },
    })
    await expect(loadLedger(test.warehouse, table([HEADER]))).rejects.toMatchObject({
      code: 'ingest/header-only',
    })
    await expect(loadLedger(test.warehouse, ledger(lines), { currency: 'EURO' })).rejects.toMatchObject({
      code: 'ingest/bad-option',
    })
  })

  it('is a warning where entries do not balance', async () => {
    const [first, , ...rest] = lines
    const { understood } = await loadLedger(test.warehouse, ledger([first as Line, ...rest]), {
      dryRun: true,
    })
    expect(understood.warnings).toEqual(['unbalanced_entries'])
  })
})
