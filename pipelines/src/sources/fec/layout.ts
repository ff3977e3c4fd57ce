import { normalHeader } from '../csv/fields'

/** What headers of the ledger are called, in lower case without accents and signs: the norm first, then what is seen. */
const names = {
  journal: 'journalcode codejournal codejnl',
  journal_name: 'journallib journallibelle libellejournal',
  entry: 'ecriturenum ecriturenumero numecriture numeroecriture',
  day: 'ecrituredate dateecriture',
  account: 'comptenum comptenumero numcompte numerocompte',
  account_name: 'comptelib comptelibelle libellecompte',
  customer: 'compauxnum compteauxnum compauxnumero comptauxnum compteauxiliairenum',
  customer_name: 'compauxlib compteauxlib compauxlibelle comptauxlib compteauxiliairelib',
  piece: 'pieceref refpiece piecereference',
  piece_day: 'piecedate datepiece',
  due: 'datelimitreglmt datelimitereglement datelimitreglement dateecheance datedecheance echeance dateech',
  label: 'ecriturelib ecriturelibelle libelleecriture',
  debit: 'debit montantdebit',
  credit: 'credit montantcredit',
  amount: 'montant',
  side: 'sens',
  letter: 'ecriturelet ecriturelettrage lettrage',
}
/** Fields of a line of the ledger that we read. */
export type FecField = keyof typeof names
/** Columns of the norm that nothing is made of. */
const others =
  'datelet validdate montantdevise idevise datereglement daterglt modereglement modereglt natureoperation natop idclient'.split(
    ' ',
  )

const byName = new Map(
  Object.entries(names).flatMap(([field, list]) =>
    list.split(' ').map((name): [string, FecField] => [name, field as FecField]),
  ),
)

/** Where the fields stand in a ledger. */
export interface FecLayout {
  separator: string
  /** fields are written in quotes, so that quotes within are no text */
  quoted: boolean
  /** cells of the header */
  header: string[]
  index: ReadonlyMap<FecField, number>
  /** physical lines up to the header's end */
  skipLines: number
  /** lines of the sample below the header */
  lines: number
  /** cells of the first lines, without the last one, which may be cut */
  rows: string[][]
}

const SEPARATORS = ['\t', '|', ';', ',']
const TITLE_LINES = 5
const ROWS = 3000
/** so many names of the norm make a ledger */
const ENOUGH = 8

/** How the beginning of a file is parted as a ledger; null when its header is none. */
export function findLayout(text: string): FecLayout | null {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  for (const [at, line] of lines.slice(0, TITLE_LINES).entries()) {
    for (const separator of SEPARATORS) {
      const header = cellsOf(line, separator)
      const found = header.filter((cell) => isKnown(cell)).length
      if (found >= ENOUGH) return layoutOf(lines, at, separator, header)
    }
  }
  return null
}

const isKnown = (cell: string) => byName.has(normalHeader(cell)) || others.includes(normalHeader(cell))

function layoutOf(lines: string[], at: number, separator: string, header: string[]): FecLayout {
  const rows = lines.slice(at + 1, at + 1 + ROWS).filter((line) => line.trim() !== '')
  const index = new Map<FecField, number>()
  for (const [column, cell] of header.entries()) {
    const field = byName.get(normalHeader(cell))
    if (field !== undefined && !index.has(field)) index.set(field, column)
  }
  const quoted = rows.length > 0 && rows.slice(0, 50).every((row) => row.startsWith('"'))
  return {
    separator,
    quoted,
    header,
    index,
    skipLines: at + 1,
    lines: rows.length,
    rows: rows.slice(0, -1).map((row) => cellsOf(row, separator)),
  }
}

const cellsOf = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )

/** Columns that a ledger cannot do without and this one has not, by the names of the norm. */
export function missingColumns({ index }: FecLayout): string[] {
  const missing: string[] = []
  const needs = (name: string, ...fields: FecField[]) => {
    if (!fields.every((field) => index.has(field))) missing.push(name)
  }
  needs('JournalCode', 'journal')
  needs('EcritureNum', 'entry')
  needs('EcritureDate', 'day')
  needs('CompteNum', 'account')
  if (!index.has('amount')) needs('Debit', 'debit')
  if (!index.has('amount')) needs('Credit', 'credit')
  if (index.has('amount') && !index.has('debit')) needs('Sens', 'side')
  return missing
}
