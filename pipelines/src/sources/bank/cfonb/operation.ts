import type { AboutEntry, StatementEntry } from '../entry-record'
import { ownReference, present } from '../entry-record'
import { readComplements } from './complements'
import { dayOf, decimalsOf, field, overpunched } from './fields'

/** Where an account's records say that they belong to. */
export interface AccountOfRecord {
  bank: string
  branch: string
  account: string
  currency: string
}

/** Columns 3–32, the same in all four kinds of record. */
export const accountIn = (record: string): AccountOfRecord => ({
  bank: field(record, 3, 7),
  branch: field(record, 12, 16),
  account: field(record, 22, 32),
  currency: field(record, 17, 19),
})

/** Interbank codes of operations that bring back money: unpaid cheques, bills and direct debits, returned transfers. */
const RETURNED = new Set('03 10 12 26 27 33 34 38 98 A3 A4 B3 B4 C3 C5'.split(' '))

/** An operation (04) with its complements (05). */
export interface OperationLines {
  record: string
  line: number
  complements: Map<string, string[]>
  /** the lines as they came */
  raw: string[]
}

type Fault = { field: string; reason: 'bad_date' | 'bad_amount'; value: string }

/** An operation as an entry, and what is wrong with it. */
export function readOperation(
  { record, complements, line }: OperationLines,
  iban: string,
): { entry: StatementEntry; fault: Fault | null } {
  const statedDay = field(record, 35, 40)
  const statedAmount = field(record, 91, 104)
  const day = dayOf(statedDay)
  const amount = overpunched(statedAmount, decimalsOf(field(record, 20, 20)))
  const label = field(record, 49, 79).replace(/\s+/g, ' ')
  const code = field(record, 33, 34)
  const said = readComplements(complements, (amount ?? 0n) >= 0n)
  const about: AboutEntry = present({
    ...said,
    remittance: [label, said.remittance].filter(Boolean).join(' '),
    bank_reference: said.bank_reference || ownReference(field(record, 105, 120)),
    bank_transaction_code: code,
    bank_proprietary_code: field(record, 8, 11),
    value_date: dayOf(field(record, 43, 48)) ?? undefined,
    return_reason: field(record, 41, 42),
    is_reversal: RETURNED.has(code) || undefined,
  })
  const entry: StatementEntry = {
    account: iban,
    kind: 'cfonb120',
    bookedOn: day ?? statedDay,
    amount: amount ?? 0n,
    currency: field(record, 17, 19) || 'EUR',
    reference: '',
    identity: [
      label,
      ownReference(field(record, 82, 88)),
      ownReference(field(record, 105, 120)),
      ...[...complements.values()].flat(),
    ],
    about,
    payments: [],
  }
  const at = (text: string) => `line ${line}: ${text}`
  if (day === null) return { entry, fault: { field: 'date', reason: 'bad_date', value: at(statedDay) } }
  if (amount === null)
    return { entry, fault: { field: 'amount', reason: 'bad_amount', value: at(statedAmount) } }
  return { entry, fault: null }
}
