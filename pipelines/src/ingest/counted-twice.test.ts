import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { loadText } from './testing'
import { undoLoad } from './undo'

const test = useWarehouse()
const load = (text: string, fileName: string) => loadText(test.warehouse, text, { fileName })
beforeEach(() => test.reset())

const IBAN = 'FR7630066107710002003040111'
const entry = (amount: string, day: string) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>R${amount}${day}</AcctSvcrRef></Ntry>`
const camt = (...entries: string[]) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>${IBAN}</IBAN></Id></Acct>${entries.join('')}</Stmt></BkToCstmrStmt></Document>`
const record = (code: string, day: string, amount: string, label = '') =>
  `${code}30066    10771EUR2 00020030401  ${day}    ${label}`.padEnd(90).concat(amount).padEnd(120)
const cfonb = [
  record('01', '010126', '0000000000000{'),
  `${record('04', '310126', '0000000001000{', '      VIR DUPONT').slice(0, 32)}05${record('04', '310126', '0000000001000{', '      VIR DUPONT').slice(34)}`,
  record('07', '310126', '0000000001000{'),
].join('\n')
const invoice = (customer: string, amount: string) =>
  `${JSON.stringify({ event_type: 'invoice.issued', occurred_on: '2026-01-10', due_on: '2026-02-10', customer_id: customer, invoice_id: 'F1', amount })}\n`
const csv = 'Client;Facture;Date;Echeance;Montant TTC\n411DUPONT;F1;10/01/2026;10/02/2026;120,00\n'

describe('what may count twice', () => {
  it('is said where a statement of another format tells of the same days of an account', async () => {
    const first = await load(cfonb, 'january.txt')
    expect(first).toMatchObject({ accepted: 1, understood: { warnings: [] } })
    const { understood } = await load(
      camt(entry('100.00', '2026-01-31'), entry('5.00', '2026-02-01')),
      'january.xml',
    )
    expect(understood.warnings).toEqual([
      `statement_covered: ${IBAN} 2026-01-31: 1 entries on days that a cfonb120 file tells of already, 1 of them with the same amount: they may count twice; take one of the files back`,
    ])
    expect(understood.notes).toEqual({ statement_covered: 1 })
  })

  it('is not said of other days, of the same format, or of what was taken back', async () => {
    const { batch_id } = await load(cfonb, 'january.txt')
    const february = await load(camt(entry('100.00', '2026-02-01')), 'february.xml')
    expect(february.understood.warnings).toEqual([])
    await undoLoad(test.warehouse, batch_id)
    const january = await load(camt(entry('100.00', '2026-01-31')), 'january.xml')
    expect(january.understood.warnings).toEqual([])
    const more = await load(camt(entry('7.00', '2026-01-31')), 'more.xml')
    expect(more.understood.warnings).toEqual([])
  })

  it('is said where another source gives an invoice to another customer, and not where anything differs', async () => {
    await load(invoice('552100554', '120.00'), 'invoices.ndjson')
    const { understood } = await load(csv, 'invoices.csv')
    expect(understood.notes).toMatchObject({ invoice_of_another_customer: 1 })
    expect(understood.warnings).toContain(
      'invoice_of_another_customer: 1 invoices that ndjson gives to other customers with the same number, day and amount: they count twice; take one of the sources back (F1 of 411DUPONT here, of 552100554 there)',
    )
    await test.reset()
    await load(invoice('552100554', '121.00'), 'invoices.ndjson')
    expect((await load(csv, 'invoices.csv')).understood.notes).toEqual({})
  })
})
