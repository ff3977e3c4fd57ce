import type { EInvoice, PaymentTerm, PrecedingInvoice, Prepayment } from '../invoice'
import { amountText, dayText, textOfUnits, unitsOf } from '../values'
import type { XmlNode } from '../xml/node'
import { at, child, children, emptyNode, firstText, textAt } from '../xml/node'
import { readCiiParty } from './party'

const part = (node: XmlNode, ...names: string[]): XmlNode => child(node, ...names) ?? emptyNode

/** A day: `DateTimeString` or `DateTime` or `Date` inside the element, or its own text. */
export function ciiDay(node: XmlNode): string {
  return dayText(firstText(...node.children.map(({ text }) => text), node.text))
}

/** Reads a CrossIndustryInvoice (Factur-X, ZUGFeRD 2) or a CrossIndustryDocument (ZUGFeRD 1). */
export function readCii(root: XmlNode): EInvoice {
  const context = part(root, 'ExchangedDocumentContext', 'SpecifiedExchangedDocumentContext')
  const header = part(root, 'ExchangedDocument', 'HeaderExchangedDocument')
  const trade = part(root, 'SupplyChainTradeTransaction', 'SpecifiedSupplyChainTradeTransaction')
  const agreement = part(trade, 'ApplicableHeaderTradeAgreement', 'ApplicableSupplyChainTradeAgreement')
  const settlement = part(trade, 'ApplicableHeaderTradeSettlement', 'ApplicableSupplyChainTradeSettlement')
  const indicator = textAt(context, 'TestIndicator', 'Indicator')
  return {
    syntax: root.name === 'CrossIndustryDocument' ? 'zugferd1' : 'cii',
    creditNote: false,
    profile: textAt(context, 'GuidelineSpecifiedDocumentContextParameter', 'ID'),
    process: textAt(context, 'BusinessProcessSpecifiedDocumentContextParameter', 'ID'),
    number: textAt(header, 'ID'),
    typeCode: textAt(header, 'TypeCode'),
    issuedOn: ciiDay(at(header, 'IssueDateTime')),
    language: textAt(header, 'LanguageID'),
    test: indicator === 'true' || indicator === '1',
    notes: children(header, 'IncludedNote').map((note) => textAt(note, 'Content')),
    seller: readCiiParty(at(agreement, 'SellerTradeParty')),
    buyer: readCiiParty(child(agreement, 'BuyerTradeParty') ?? at(settlement, 'InvoiceeTradeParty')),
    payee: textAt(settlement, 'PayeeTradeParty', 'Name'),
    buyerReference: textAt(agreement, 'BuyerReference'),
    orderReference: reference(at(agreement, 'BuyerOrderReferencedDocument')),
    contractReference: reference(at(agreement, 'ContractReferencedDocument')),
    ...settled(settlement),
  }
}

const reference = (node: XmlNode): string => firstText(textAt(node, 'IssuerAssignedID'), textAt(node, 'ID'))

type Settled =
  | 'currency'
  | 'paymentReference'
  | 'meansCode'
  | 'iban'
  | 'bic'
  | 'debitedIban'
  | 'terms'
  | 'preceding'
  | 'prepayments'
  | 'total'
  | 'prepaid'
  | 'rounding'
  | 'payable'

function settled(settlement: XmlNode): Pick<EInvoice, Settled> {
  const sums = part(
    settlement,
    'SpecifiedTradeSettlementHeaderMonetarySummation',
    'SpecifiedTradeSettlementMonetarySummation',
  )
  const means = children(settlement, 'SpecifiedTradeSettlementPaymentMeans')
  const first = (...path: string[]) => firstText(...means.map((one) => textAt(one, ...path)))
  const total = children(sums, 'GrandTotalAmount')
  const currency = firstText(
    textAt(settlement, 'InvoiceCurrencyCode'),
    ...total.map(({ attributes }) => attributes['currencyID']),
  ).toUpperCase()
  const inCurrency = (name: string) => {
    const amounts = children(sums, name)
    const own = amounts.find(({ attributes }) => attributes['currencyID'] === currency) ?? amounts[0]
    return amountText(own?.text ?? '')
  }
  const account = 'PayeePartyCreditorFinancialAccount'
  return {
    currency,
    paymentReference: textAt(settlement, 'PaymentReference'),
    meansCode: first('TypeCode'),
    iban: firstText(first(account, 'IBANID'), first(account, 'ProprietaryID')),
    bic: first('PayeeSpecifiedCreditorFinancialInstitution', 'BICID'),
    debitedIban: first('PayerPartyDebtorFinancialAccount', 'IBANID'),
    terms: children(settlement, 'SpecifiedTradePaymentTerms').map(ciiTerm),
    preceding: ciiPreceding(settlement),
    prepayments: ciiPrepayments(settlement),
    total: inCurrency('GrandTotalAmount') || netAndTax(sums, inCurrency),
    prepaid: inCurrency('TotalPrepaidAmount'),
    rounding: inCurrency('RoundingAmount'),
    payable: inCurrency('DuePayableAmount'),
  }
}

/** Where the total with tax is left out. */
function netAndTax(sums: XmlNode, amount: (name: string) => string): string {
  const net = unitsOf(amount('TaxBasisTotalAmount'))
  const tax = at(sums, 'TaxTotalAmount').text === '' ? 0n : unitsOf(amount('TaxTotalAmount'))
  return net === null || tax === null ? '' : textOfUnits(net + tax)
}

function ciiTerm(node: XmlNode): PaymentTerm {
  const terms = at(node, 'ApplicableTradePaymentDiscountTerms')
  const pct = textAt(terms, 'CalculationPercent')
  const basis = ciiDay(at(terms, 'BasisDateTime'))
  const days = periodDays(at(terms, 'BasisPeriodMeasure'))
  return {
    text: children(node, 'Description')
      .map(({ text }) => text)
      .join('\n'),
    dueOn: ciiDay(at(node, 'DueDateDateTime')),
    amount: amountText(textAt(node, 'PartialPaymentAmount')),
    percent: textAt(node, 'PartialPaymentPercent'),
    discount: pct === '' || Number(pct) === 0 ? null : { pct, until: '', basis, days },
  }
}

/** Days of a measure; null when it is not in days or weeks. */
function periodDays(measure: XmlNode): number | null {
  const count = Number(measure.text)
  if (measure.text === '' || !Number.isInteger(count) || count < 0 || count > 3660) return null
  const unit = measure.attributes['unitCode'] ?? 'DAY'
  if (unit === 'DAY') return count
  return unit === 'WEE' ? count * 7 : null
}

function ciiPreceding(settlement: XmlNode): PrecedingInvoice[] {
  return children(settlement, 'InvoiceReferencedDocument')
    .map((node) => ({
      number: reference(node),
      issuedOn: ciiDay(child(node, 'FormattedIssueDateTime', 'IssueDateTime') ?? emptyNode),
      typeCode: textAt(node, 'TypeCode'),
    }))
    .filter(({ number }) => number !== '')
}

function ciiPrepayments(settlement: XmlNode): Prepayment[] {
  return children(settlement, 'SpecifiedAdvancePayment').map((node) => ({
    amount: amountText(textAt(node, 'PaidAmount')),
    paidOn: ciiDay(at(node, 'FormattedReceivedDateTime')),
    invoice: reference(at(node, 'InvoiceSpecifiedReferencedDocument')),
  }))
}
