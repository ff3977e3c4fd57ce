import { once } from 'node:events'
import fs from 'node:fs'
import { seeded } from '../../src/sources/testing/seeded'

const HEADER =
  'JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise'
const CUSTOMERS = 20_000
const DAYS = 365
const FIRST_DAY = Date.UTC(2025, 0, 1)

/** What stands in the file, in cents. */
export interface FecTotals {
  rows: number
  /** lines of accounts 411 */
  receivables: number
  invoices: number
  payments: number
  /** invoices with the payment that settles them */
  letters: number
  billed: bigint
  /** Σ debit − credit of accounts 411 */
  openNet: bigint
  /** Σ debit + credit of accounts 411 */
  moved: bigint
}

interface Due {
  customer: number
  piece: string
  cents: number
  letter: string
}

/** The name that such a file has by law. */
export const FEC_FILE_NAME = '123456789FEC20251231.txt'

/**
 * Writes the ledger of one year: openings, then sales (three lines), money at the bank (two) and purchases (three) day
 * by day. A quarter of the lines are of customers; most invoices are paid in full, lettered. The same file for the
 * same number of rows, whatever their number in flat memory.
 */
export async function writeFecFile(file: string, rows: number): Promise<FecTotals> {
  const out = fs.createWriteStream(file)
  const year = new Year(rows)
  let block = `${HEADER}\n`
  for (const lines of year.entries()) {
    block += lines
    if (block.length < 1 << 20) continue
    if (!out.write(block)) await once(out, 'drain')
    block = ''
  }
  out.end(block)
  await once(out, 'finish')
  return year.totals
}

class Year {
  readonly totals: FecTotals = {
    rows: 0,
    receivables: 0,
    invoices: 0,
    payments: 0,
    letters: 0,
    billed: 0n,
    openNet: 0n,
    moved: 0n,
  }
  readonly #random = seeded(20_263)
  readonly #due: Due[][] = Array.from({ length: DAYS }, () => [])
  readonly #letters = new Uint32Array(CUSTOMERS)
  #entry = 0

  constructor(private readonly wanted: number) {}

  *entries(): Generator<string> {
    const openings = Math.min(CUSTOMERS / 4, Math.floor(this.wanted / 50))
    for (let customer = 0; customer < openings; customer += 1) yield this.#opening(customer)
    for (let day = 0; day < DAYS; day += 1) {
      const end = Math.round((this.wanted * (day + 1)) / DAYS)
      for (const due of this.#due[day] ?? []) {
        if (this.wanted - this.totals.rows < 4) break
        yield this.#payment(day, due)
      }
      this.#due[day] = []
      while (this.totals.rows + 4 < end) yield this.#random() < 0.4 ? this.#sale(day) : this.#purchase(day, 3)
    }
    for (;;) {
      const left = this.wanted - this.totals.rows
      if (left < 2) return
      yield this.#purchase(DAYS - 1, left === 3 || left > 4 ? 3 : 2)
    }
  }

  #opening(customer: number): string {
    const cents = this.#cents()
    this.#owed(cents)
    return this.#lines('AN', 'A NOUVEAUX', 0, 'RAN', 'Report a nouveau', [
      [this.#party(customer), cents, ''],
      ['120000\tResultat\t\t', -cents, ''],
    ])
  }

  #sale(day: number): string {
    const customer = Math.floor(CUSTOMERS * this.#random() ** 2)
    const cents = this.#cents()
    const net = Math.round(cents / 1.2)
    const paid = day + 5 + Math.floor(90 * this.#random() ** 1.5)
    const isPaid = paid < DAYS && this.#random() < 0.97
    const letter = isPaid ? this.#nextLetter(customer) : ''
    const piece = `FA${String(this.totals.invoices).padStart(8, '0')}`
    if (isPaid) this.#due[paid]?.push({ customer, piece, cents, letter })
    this.totals.invoices += 1
    this.totals.billed += BigInt(cents)
    this.#owed(cents)
    return this.#lines('VE', 'VENTES', day, piece, 'Facture', [
      [this.#party(customer), cents, letter],
      ['706000\tPrestations de services\t\t', -net, ''],
      ['445710\tTVA collectee\t\t', net - cents, ''],
    ])
  }

  #payment(day: number, { customer, piece, cents, letter }: Due): string {
    this.totals.payments += 1
    this.totals.letters += 1
    this.#owed(-cents)
    return this.#lines('BQ', 'BANQUE', day, piece, 'Virement recu', [
      ['512000\tBanque\t\t', cents, ''],
      [this.#party(customer), -cents, letter],
    ])
  }

  #purchase(day: number, lines: 2 | 3): string {
    const cents = this.#cents()
    const net = lines === 3 ? Math.round(cents / 1.2) : cents
    const supplier = String(Math.floor(2000 * this.#random())).padStart(5, '0')
    const tax: [string, number, string][] =
      lines === 3 ? [['445660\tTVA deductible\t\t', cents - net, '']] : []
    return this.#lines('AC', 'ACHATS', day, `A${this.#entry}`, 'Achat', [
      ['607000\tAchats de marchandises\t\t', net, ''],
      ...tax,
      [`401000\tFournisseurs\tF${supplier}\tFOURNISSEUR ${supplier}`, -cents, ''],
    ])
  }

  #lines(
    journal: string,
    name: string,
    day: number,
    piece: string,
    label: string,
    lines: [party: string, cents: number, letter: string][],
  ): string {
    this.#entry += 1
    this.totals.rows += lines.length
    const on = new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
    const number = `${journal}${String(this.#entry).padStart(7, '0')}`
    return lines
      .map(([party, cents, letter]) => {
        const amount = (Math.abs(cents) / 100).toFixed(2).replace('.', ',')
        const money = cents < 0 ? `0,00\t${amount}` : `${amount}\t0,00`
        return `${journal}\t${name}\t${number}\t${on}\t${party}\t${piece}\t${on}\t${label}\t${money}\t${letter}\t\t20260131\t\t\n`
      })
      .join('')
  }

  #owed(cents: number): void {
    this.totals.receivables += 1
    this.totals.openNet += BigInt(cents)
    this.totals.moved += BigInt(Math.abs(cents))
  }

  #party(customer: number): string {
    const code = `C${String(customer).padStart(5, '0')}`
    return `411000\tClients\t${code}\tCLIENT ${code}`
  }

  /** A, B, … Z, AA, AB, … of one customer. */
  #nextLetter(customer: number): string {
    let number = (this.#letters[customer] ?? 0) + 1
    this.#letters[customer] = number
    let letter = ''
    for (; number > 0; number = Math.floor((number - 1) / 26)) {
      letter = String.fromCharCode(65 + ((number - 1) % 26)) + letter
    }
    return letter
  }

  #cents(): number {
    return 100 + Math.floor(Math.exp(6 + 2 * (this.#random() + this.#random() - 1)) * 100)
  }
}
