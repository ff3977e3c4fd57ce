import { seeded } from '../testing/seeded'
import { cash, cells, HEADER, opening, sale } from './testing'
import type { Line } from './testing'

/** Test aid: how a random ledger is written. */
export interface Writing {
  separator: string
  encoding: string
  lineEnd: string
  mark: ',' | '.'
  /** an amount and its side instead of debit and credit */
  sided?: boolean
  /** columns of the norm that are there; more than it has: one of its own */
  columns?: number
  /** what stands around each cell */
  around?: string
}

/** Cells that may be as they are, or wrong: the careful reading decides. By column of the norm. */
const CELLS: Record<string, string[]> = {
  JournalCode: [...['VE', 've', ' VE ', 'BQ', 'OD', 'AN', 'É1', 'INV', ''], 'V\u00a0E', 'J'.repeat(300)],
  JournalLib: ['VENTES', 'BANQUE', 'Opérations diverses', 'A NOUVEAUX', 'ZZ', 'caisse', '', ' ', 'à nouveau'],
  EcritureNum: ['', ' ', '1', '001', 'V1', ' V1', 'V1 ', 'É', '0'],
  EcritureDate: [
    ...['2025-03-04', '04/03/2025', '4/3/2025', ' 20250304', '20250304 ', '20250229', '20251301', ''],
    ...['18000101', '00000000', '2025034', '202503040', '20250304T10', '99991231', ' '],
  ],
  CompteNum: [
    ...['411', '4110001', '411DUPONT', '41100000', '413000', '4130', '416', '41600001', ' 411000', '411000 '],
    ...['\u00a0411000', '4 11', '41', '4', '', ' ', '401000', '607000', '445710', '418100', '4191', '409'],
    ...['51', '512000', ' 512', '53', '531', '58', '580000', '5', '50', '70', '706000', ' 7', '707', '71'],
    ...['65', '654', '654100', ' 654', '671', '6714', '67140', '6711', '"411000"', 'x411', '４１１'],
  ],
  CompteLib: ['', 'Clients', '"Clients"', 'a "b" c', '\\N', 'NULL', "l'autre", ' Clients '],
  CompAuxNum: [
    '',
    ' ',
    'C1',
    'c1',
    ' C1',
    'C1 ',
    'ÉTÉ',
    'C"1',
    "O'NEIL",
    'C\\1',
    '411000',
    '"C1"',
    'C\u00a01',
  ],
  CompAuxLib: ['', ' ', 'Client C1', '"', '""', 'É', '\\t', '\\', "'"],
  PieceRef: [
    '',
    ' ',
    '7',
    '0007',
    '99999',
    'FA 1',
    'FA  1',
    ' FA1',
    '-',
    'x',
    'FA"1"',
    '0',
    'FA\u00a01',
    '\\N',
  ],
  PieceDate: ['', '20241230', '20240229', '20250229', '30/12/2024', 'inconnue', '0', '20260101'],
  EcritureLib: [
    ...[
      '',
      ' ',
      'Remboursement',
      'REFUND 12',
      'A NOUVEAU',
      'trop perçu',
      'rbt',
      '"',
      'a "b" c',
      '\\N',
      'NULL',
    ],
    ...['\u0003', '\\x03', '\u00a0', "l'été", '=1+1', '\\', '\\"', 'é'.repeat(2000)],
  ],
  amount: [
    ...[
      '0',
      '',
      ' ',
      '0,00',
      '0.00',
      '-5,00',
      '+5,00',
      '(5,00)',
      '5,00-',
      '−5,00',
      '1 234,50',
      '1\u00a0234,50',
    ],
    ...[
      '12,345',
      '1e3',
      ',5',
      '.5',
      '5,',
      '0,00 ',
      ' 5,00',
      '00012,50',
      '9999999999,99',
      '12,34567',
      '1.234,50',
    ],
    ...['NaN', 'EUR 5', '5,00 €', '-0,00', '5,00D', '--5', '0,000', '1,234.50', "1'234,50", '-', '+', 'x'],
  ],
  EcritureLet: [
    '',
    ' ',
    'A',
    'a',
    'AA',
    'AB',
    '*',
    '0',
    ' A ',
    'A1',
    'LETTRAGE001',
    '-',
    '#',
    'é',
    '"A"',
    '\\N',
  ],
  DateLet: ['', '20250401', 'x'],
  ValidDate: ['', '20251231', 'x', ' '],
  Montantdevise: ['', '5,00', 'x'],
  Idevise: ['', 'EUR', 'USD', '\\N'],
}
const AMOUNTS = ['Debit', 'Credit']

/** Test aid: lines that the sample shows, and behind them lines of every kind, written as they are to be written. */
export function randomLedger(seed: number, writing: Writing, plain: number, odd: number): string[] {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const chance = (share: number) => random() < share
  const lines: Line[] = Array.from({ length: plain }, (_, n) =>
    sale(`P${n}`, dayOf(n), `C${n % 40}`, `FP${n}`, `${n + 1},50`, n % 3 ? '' : 'A'),
  ).flat()
  const found = lines.map((line) => written(cells(line), writing))
  for (let n = 0; found.length < lines.length + odd; n++) {
    for (const line of entry(n, pick, chance)) {
      const row = cells(line)
      if (chance(0.45)) spoil(row, pick, chance)
      const text = odder(written(row, writing), writing, pick, chance)
      found.push(text)
      // once more: in its place, or as the line of another entry
      if (chance(0.06)) found.push(text)
      if (chance(0.03)) found.push(pick(found))
    }
  }
  return found
}

/** The header of a ledger that is written so. */
export function headerOf(writing: Writing): string {
  const names = HEADER.map((name) =>
    writing.sided ? ({ Debit: 'Montant', Credit: 'Sens' }[name] ?? name) : name,
  )
  return columnsOf([...names, 'CodeEtablissement'], writing).join(writing.separator)
}

const dayOf = (n: number) =>
  `2025${String((n % 12) + 1).padStart(2, '0')}${String((n % 28) + 1).padStart(2, '0')}`

type Pick = <T>(list: readonly T[]) => T
type Chance = (share: number) => boolean

/** What books hold: sales and their payment, purchases, losses, openings, doubtful receivables, single lines. */
function entry(n: number, pick: Pick, chance: Chance): Line[] {
  const customer = `C${n % 60}`
  const day = dayOf(n * 5)
  const amount = `${pick(['12', '120', '1200', '-7'])},${pick(['00', '50', '05'])}`
  const letter = chance(0.4) ? pick(['A', 'B', 'AA']) : ''
  const piece = pick([`F${n}`, `F${n % 50}`, String(n % 30), ''])
  const move: Line[] = ['411000', pick(['416000', '413000'])].map((account, place) => ({
    ...{ journal: 'OD', entry: `M${n}`, day, account, customer, piece, letter },
    ...(place === 0 ? { credit: amount } : { debit: amount }),
  }))
  return pick<Line[]>([
    sale(`V${n}`, day, customer, piece, amount, letter),
    sale(`V${n}`, day, customer, piece, amount, letter),
    cash(`B${n}`, day, customer, piece, amount, letter),
    opening('20250101', customer, amount, { piece, pieceDay: '20241105', letter }),
    move,
    [
      { journal: 'OD', entry: `L${n}`, day, customer, piece, credit: amount, letter },
      { journal: 'OD', entry: `L${n}`, day, account: pick(['654000', '671400']), debit: amount },
    ],
    [
      { journal: 'AC', name: 'ACHATS', entry: `A${n}`, day, account: '607000', debit: amount },
      { journal: 'AC', name: 'ACHATS', entry: `A${n}`, day, account: '401000', credit: amount },
    ],
    [{ journal: pick(['VE', 'BQ', 'OD', 'X9']), entry: `S${n}`, day, customer, piece, debit: amount }],
  ])
}

/** Puts other cells into a line. */
function spoil(row: string[], pick: Pick, chance: Chance): void {
  for (const [at, name] of HEADER.entries()) {
    const list = CELLS[AMOUNTS.includes(name) ? 'amount' : name]
    if (list && chance(0.12)) row[at] = pick(list)
  }
}

/** A line of its own form: cut off, longer, without its last cells, with other ends. */
function odder(text: string, { separator, lineEnd }: Writing, pick: Pick, chance: Chance): string {
  if (!chance(0.1)) return text
  const parts = text.split(separator)
  return pick([
    () => parts.slice(0, Math.floor(parts.length * (pick([1, 3, 5, 7, 8]) / 8))).join(separator),
    () => `${text}${separator}more`,
    () => text + separator,
    () => ` ${text}`,
    () => `${text} `,
    // Of tabs and spaces it is a blank line, which may be no record at all.
    () => (separator === '\t' ? text : separator.repeat(parts.length - 1)),
    () => (separator === '\t' ? text : parts.map(() => ' ').join(separator)),
    () => parts.slice(0, -4).join(separator),
    () => text.replace(/.$/, ''),
    () => (lineEnd === '\n' ? `${text}\r` : text),
    () => `${parts.slice(0, -1).join(separator)}${separator}"`,
  ])()
}

function written(row: string[], writing: Writing): string {
  const { separator, mark, sided, around = '' } = writing
  const [debit = '', credit = ''] = row.slice(11, 13)
  const isDebit = credit === '0,00'
  const amounts = sided ? [isDebit ? debit : credit, isDebit ? 'D' : 'C'] : [debit, credit]
  const told = [...row.slice(0, 11), ...amounts.map((text) => marked(text, mark)), ...row.slice(13), '001']
  return columnsOf(told, writing)
    .map((cell) => around + (separator === ',' ? cell.replaceAll(',', ' ') : cell) + around)
    .join(separator)
}

const marked = (text: string, mark: string) => (mark === '.' ? text.replace(',', '.') : text)
const columnsOf = (all: string[], { columns = 18 }: Writing) => all.slice(0, columns)
