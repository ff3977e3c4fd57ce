import { describe, expect, it } from 'vitest'
import { drop, violations, visit } from './browser'
import { useVisitedProduct, withoutChromium } from './product'

const skipped = withoutChromium('three files at once')

const HEADER =
  'JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise'

/** A sale of a ledger: the customer's line and the line of sales. */
const sale = (number: number, day: string, customer: string, name: string, piece: string, amount: string) => [
  `VE|Ventes|${number}|${day}|411000|Clients|${customer}|${name}|${piece}|20260110|Facture ${piece}|${amount}|0,00|||20260131||`,
  `VE|Ventes|${number}|${day}|706000|Prestations|||${piece}|20260110|Facture ${piece}|0,00|${amount}|||20260131||`,
]

const ledger = [
  HEADER,
  ...sale(1, '20260110', 'C1', 'Garage du Centre', 'FA-0001', '75,00'),
  ...sale(2, '20260110', 'C2', 'Garage du Centre', 'FA-0002', '75,00'),
  ...sale(3, '20260110', 'C3', 'Imprimerie Vallauris', 'FA-0003', '310,00'),
  ...sale(4, '20260110', 'C3', 'Imprimerie Vallauris', 'FA-0004', 'abc'),
].join('\n')

const entry = (reference: string, amount: string, name: string) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-02-12</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>`
const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-02-13T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2026-02-13T06:00:00</CreDtTm><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>${entry('B1', '75.00', 'GARAGE DU CENTRE')}${entry('B2', '100.00', 'IMPRIMERIE VALLAURIS')}</Stmt></BkToCstmrStmt></Document>`

const party = (tag: string, name: string, siren: string) =>
  `<cac:${tag}><cac:Party><cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName><cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName><cbc:CompanyID schemeID="0002">${siren}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:${tag}>`
const invoice = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>E-77</cbc:ID><cbc:IssueDate>2026-01-15</cbc:IssueDate><cbc:DueDate>2026-02-14</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>${party('AccountingSupplierParty', 'Nous SAS', '552100554')}${party('AccountingCustomerParty', 'Ateliers Roussel', '732829320')}<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">1200.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">1200.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>`

describe.skipIf(skipped)('a ledger, a statement and an e-invoice at once', () => {
  const test = useVisitedProduct()
  const entries = () => test.visitor.page.locator('[data-entry]')

  it('are recognised for what they are and loaded one after the other', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    const files = [
      { name: '732829320FEC20260131.txt', content: ledger },
      { name: 'releve.xml', content: statement },
      { name: 'facture.xml', content: invoice },
    ]
    await drop(page, '.drop', ...files)
    const list = page.getByRole('list', { name: 'Fichiers de cette visite' })
    for (const words of ['FEC', 'camt.053', 'UBL'])
      await list.getByText(words, { exact: false }).first().waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Charger les 3 fichiers en attente' }).click()
    await expect.poll(() => list.getByText('Chargé', { exact: true }).count()).toBe(3)
  })

  it('leave two entries of the statement to a person, who decides on both', async () => {
    const { page } = test.visitor
    await expect
      .poll(
        async () => {
          await visit(page, `${test.product.origin}/matching`)
          return entries().count()
        },
        { interval: 1000 },
      )
      .toBe(2)
    for (const left of [1, 0]) {
      await entries().first().getByRole('button', { name: 'Accepter' }).click()
      await expect.poll(() => entries().count()).toBe(left)
    }
  })

  it('let the line that was rejected be mended where it stands', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await page
      .getByRole('button', { name: /lignes? rejetées?/ })
      .first()
      .click()
    const row = page.locator('tr', { hasText: 'abc' }).getByRole('textbox').first()
    await row.fill((await row.inputValue()).replace('abc', '42,00'))
    await page.getByRole('button', { name: /^Recharger/ }).click()
    await page.getByText('Acceptées : 1 · encore rejetées : 0').waitFor()
  })

  it('can be taken back one by one', async () => {
    const { page } = test.visitor
    await visit(page, `${test.product.origin}/data`)
    await page
      .getByRole('button', { name: /facture\.xml/ })
      .last()
      .click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.locator('s', { hasText: 'facture.xml' }).waitFor()
    expect(test.visitor.errors.filter((error) => !/40[149]/.test(error))).toEqual([])
  })
})
