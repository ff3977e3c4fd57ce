import type { EInvoice, PaymentTerm, PrecedingInvoice } from '../invoice'
import { amountText, dayText, textOfUnits, unitsOf } from '../values'
import type { XmlNode } from '../xml/node'
import { at, child, children, emptyNode, firstText, textAt } from '../xml/node'
import { readUblParty } from './party'

/** Reads a UBL 2 Invoice, CreditNote, DebitNote or a self-billed one. */
export function readUbl(root: XmlNode, creditNote: boolean): EInvoice {
  const totals = child(root, 'LegalMonetaryTotal', 'RequestedMonetaryTotal') ?? emptyNode
  const means = children(root, 'PaymentMeans')
  const first = (...path: string[]) => firstText(...means.map((one) => textAt(one, ...path)))
  const amount = (name: string) => amountText(textAt(totals, name))
  return {
    syntax: 'ubl',
    creditNote,
    profile: textAt(root, 'CustomizationID'),
    process: textAt(root, 'ProfileID'),
    number: textAt(root, 'ID'),
    typeCode: child(root, 'InvoiceTypeCode', 'CreditNoteTypeCode', 'DebitNoteTypeCode')?.text ?? '',
    issuedOn: dayText(textAt(root, 'IssueDate')),
    currency: firstText(
      textAt(root, 'DocumentCurrencyCode'),
      at(totals, 'TaxInclusiveAmount').attributes['currencyID'],
      at(totals, 'PayableAmount').attributes['currencyID'],
    ).toUpperCase(),
    language: at(root, 'Note').attributes['languageID'] ?? '',
    test: false,
    notes: children(root, 'Note').map(({ text }) => text),
    seller: readUblParty(child(root, 'AccountingSupplierParty', 'SellerSupplierParty') ?? emptyNode),
    buyer: readUblParty(child(root, 'AccountingCustomerParty', 'BuyerCustomerParty') ?? emptyNode),
    payee: firstText(
      textAt(root, 'PayeeParty', 'PartyName', 'Name'),
      textAt(root, 'PayeeParty', 'PartyLegalEntity', 'RegistrationName'),
    ),
    buyerReference: textAt(root, 'BuyerReference'),
    orderReference: textAt(root, 'OrderReference', 'ID'),
    contractReference: textAt(root, 'ContractDocumentReference', 'ID'),
    paymentReference: first('PaymentID'),
    meansCode: first('PaymentMeansCode'),
    iban: first('PayeeFinancialAccount', 'ID'),
    bic: firstText(
      first('PayeeFinancialAccount', 'FinancialInstitutionBranch', 'ID'),
      first('PayeeFinancialAccount', 'FinancialInstitutionBranch', 'FinancialInstitution', 'ID'),
    ),
    debitedIban: first('PaymentMandate', 'PayerFinancialAccount', 'ID'),
    terms: ublTerms(root, means),
    preceding: ublPreceding(root),
    prepayments: children(root, 'PrepaidPayment').map((payment) => ({
      amount: amountText(textAt(payment, 'PaidAmount')),
      paidOn: dayText(firstText(textAt(payment, 'ReceivedDate'), textAt(payment, 'PaidDate'))),
      invoice: '',
    })),
    total: amount('TaxInclusiveAmount') || totalFromParts(root, totals),
    prepaid: amount('PrepaidAmount'),
    rounding: amount('PayableRoundingAmount'),
    payable: amount('PayableAmount'),
  }
}

/** Where the total with tax is left out: net and tax. */
function totalFromParts(root: XmlNode, totals: XmlNode): string {
  const net = unitsOf(textAt(totals, 'TaxExclusiveAmount'))
  const tax = textAt(root, 'TaxTotal', 'TaxAmount')
  const taxUnits = tax === '' ? 0n : unitsOf(tax)
  return net === null || taxUnits === null ? '' : textOfUnits(net + taxUnits)
}

function ublTerms(root: XmlNode, means: XmlNode[]): PaymentTerm[] {
  const term = (dueOn: string, text: string): PaymentTerm => {
    return { text, dueOn, amount: '', percent: '', discount: null }
  }
  const terms = children(root, 'PaymentTerms').map((node): PaymentTerm => {
    const due = firstText(
      textAt(node, 'PaymentDueDate'),
      textAt(node, 'InstallmentDueDate'),
      textAt(node, 'SettlementPeriod', 'EndDate'),
    )
    const pct = textAt(node, 'SettlementDiscountPercent')
    const until = dayText(due)
    return {
      ...term(
        until,
        children(node, 'Note')
          .map(({ text }) => text)
          .join('\n'),
      ),
      amount: amountText(textAt(node, 'Amount')),
      percent: textAt(node, 'PaymentPercent'),
      discount: pct === '' || Number(pct) === 0 ? null : { pct, until, basis: '', days: null },
    }
  })
  const stated = textAt(root, 'DueDate')
  if (stated !== '') return [term(dayText(stated), ''), ...terms.map((one) => withoutDate(one))]
  const days = new Set(means.map((one) => dayText(textAt(one, 'PaymentDueDate'))).filter(Boolean))
  return [...[...days].map((day) => term(day, '')), ...terms]
}

/** Beside the due date of the whole, only dated parts of the amount count as dates. */
const withoutDate = (term: PaymentTerm): PaymentTerm =>
  term.amount !== '' || term.percent !== '' || term.discount !== null ? term : { ...term, dueOn: '' }

function ublPreceding(root: XmlNode): PrecedingInvoice[] {
  return children(root, 'BillingReference')
    .flatMap((reference) => reference.children)
    .filter(({ name }) => /^(SelfBilled)?(Invoice|CreditNote|DebitNote)DocumentReference$/.test(name))
    .map((node) => ({
      number: textAt(node, 'ID'),
      issuedOn: dayText(textAt(node, 'IssueDate')),
      typeCode: textAt(node, 'DocumentTypeCode'),
    }))
    .filter(({ number }) => number !== '')
}
