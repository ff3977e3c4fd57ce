import type { AboutEntry, PaymentOfEntry, StatementEntry } from '../entry-record'
import { identityOf, ownReference, present } from '../entry-record'
import { absolute, formatMoney, parseMoney } from '../money'
import type { Party, TransactionDetails } from './transaction-details'
import { chargesOf, codesOf, creditOf } from './transaction-details'
import type { XmlNode } from './xml-node'
import { childOf, nodeAt, textAt } from './xml-node'

/** What the statement says that its entries need. */
export interface StatementFrame {
  kind: string
  id: string
  account: string
  accountCurrency: string
  /** day that is taken where an entry has none */
  day: string
}

export type ReadEntry =
  | { is: 'booked'; entry: StatementEntry }
  | { is: 'announced'; entry: StatementEntry }
  | {
      is: 'unreadable'
      field: string
      reason: 'missing_field' | 'bad_amount'
      value: string
      entry: StatementEntry
    }

/** What joins of a collective booking that stays one event. */
const MOST_JOINED = 20

/** An entry from its element, its payments and its statement. */
export function readEntry(
  node: XmlNode,
  details: readonly TransactionDetails[],
  tooMany: boolean,
  frame: StatementFrame,
): ReadEntry {
  const given = childOf(node, 'Amt')
  const unsigned = parseMoney(given?.text ?? '')
  const credit = creditOf(node)
  const amount = credit === false ? -(unsigned ?? 0n) : (unsigned ?? 0n)
  const currency = given?.currency || frame.accountCurrency
  const reversed = /^(true|1)$/.test(textAt(node, 'RvslInd'))
  const own = { account: frame.account, credit: credit ?? true, reversed }
  const payments = tooMany ? [] : paymentsOf(details, amount, currency, own)
  const about = aboutEntry(node, details, own, frame, formatMoney(absolute(amount)), currency)
  const single = details.length === 1 ? details[0] : undefined
  const entry: StatementEntry = {
    account: frame.account,
    kind: frame.kind,
    ...dayOf(node, frame, about),
    amount,
    currency,
    reference: referenceOf(node, single),
    identity: single ? identityOf(about) : entryIdentity(node),
    about,
    payments,
  }
  if (textAt(node, 'Amt') === '') {
    return { is: 'unreadable', field: 'Amt', reason: 'missing_field', value: '', entry }
  }
  if (unsigned === null || unsigned < 0n) {
    return { is: 'unreadable', field: 'Amt', reason: 'bad_amount', value: textAt(node, 'Amt'), entry }
  }
  if (credit === null) {
    const value = textAt(node, 'CdtDbtInd')
    return { is: 'unreadable', field: 'CdtDbtInd', reason: 'missing_field', value, entry }
  }
  const status = textAt(node, 'Sts/Cd', 'Sts/Prtry', 'Sts')
  return { is: /^(PDNG|INFO|FUTR)$/.test(status) ? 'announced' : 'booked', entry }
}

/** Payments of a collective booking as signed amounts; none where their sum is not that of the booking. */
function paymentsOf(
  details: readonly TransactionDetails[],
  amount: bigint,
  currency: string,
  own: Own,
): PaymentOfEntry[] {
  if (details.length < 2) return []
  const amounts = details.map(({ amounts: given }) => given.find((it) => it.currency === currency)?.amount)
  const known = amounts.filter((it) => it !== undefined)
  if (known.length < details.length) return []
  const asEntry = known.map((it) => (own.credit ? it : -it))
  // Some banks give each payment its own direction, others leave there the one of the order that it came from.
  const asStated = known.map((it, at) => ((details[at]?.credit ?? own.credit) ? it : -it))
  const sum = (values: bigint[]) => values.reduce((total, it) => total + it, 0n)
  const signed = [asStated, asEntry].find((values) => sum(values) === amount)
  if (!signed) return []
  return details.map((detail, at) => ({
    amount: signed[at] ?? 0n,
    reference:
      ownReference(detail.reference) || ownReference(detail.transactionId) || ownReference(detail.endToEndId),
    about: aboutPayment(detail, own, formatMoney(known[at] ?? 0n), currency),
  }))
}

interface Own {
  account: string
  credit: boolean
  reversed: boolean
}

/**
 * The other side: the debtor of money that came in, the creditor of what went out. Money that comes back keeps the
 * roles of the payment that failed. Where that party is unknown or is the account's own, it is the other one.
 */
function counterparty(detail: TransactionDetails, own: Own): Party {
  const back = own.reversed || detail.returnReason !== ''
  const [expected, other] =
    own.credit !== back ? [detail.debtor, detail.creditor] : [detail.creditor, detail.debtor]
  const unknown = expected.name === '' && expected.account === ''
  const isOwn = expected.account !== '' && expected.account === own.account
  return (unknown || isOwn) && other.name + other.account !== '' && other.account !== own.account
    ? other
    : expected
}

function aboutPayment(detail: TransactionDetails, own: Own, booked: string, currency: string): AboutEntry {
  const party = counterparty(detail, own)
  const original = detail.instructed
  const differs = original && (original.currency !== currency || formatMoney(original.amount) !== booked)
  return present({
    counterparty_name: party.name || party.ultimate,
    counterparty_iban: party.account === own.account ? '' : party.account,
    ultimate_name: party.name === '' || party.ultimate === party.name ? '' : party.ultimate,
    remittance: detail.remittance,
    structured_references: detail.structured,
    document_numbers: detail.documents,
    end_to_end_id: ownReference(detail.endToEndId),
    mandate_id: ownReference(detail.mandateId),
    bank_reference: ownReference(detail.reference),
    bank_transaction_code: detail.code,
    bank_proprietary_code: detail.proprietaryCode,
    return_reason: detail.returnReason,
    is_reversal: own.reversed || undefined,
    charges: detail.charges > 0n ? formatMoney(detail.charges) : '',
    original_amount: differs ? formatMoney(original.amount) : '',
    original_currency: differs ? original.currency : '',
    exchange_rate: detail.exchangeRate,
    info: [detail.info, detail.returnInfo].filter(Boolean).join(' '),
  })
}

function aboutEntry(
  node: XmlNode,
  details: readonly TransactionDetails[],
  own: Own,
  frame: StatementFrame,
  booked: string,
  currency: string,
): AboutEntry {
  const [first] = details
  const single = details.length === 1 ? first : undefined
  const { code, proprietaryCode } = codesOf(childOf(node, 'BkTxCd'))
  const charges = chargesOf(childOf(node, 'Chrgs'))
  const stated = Number(textAt(node, 'NtryDtls/Btch/NbOfTxs', 'Btch/NbOfTxs'))
  const many = Math.max(details.length, Number.isSafeInteger(stated) ? stated : 0)
  return present({
    ...(single ? aboutPayment(single, own, booked, currency) : joined(details)),
    bank_reference: ownReference(textAt(node, 'AcctSvcrRef')) || ownReference(single?.reference),
    bank_transaction_code: code || first?.code,
    bank_proprietary_code: proprietaryCode || first?.proprietaryCode,
    is_reversal: own.reversed || undefined,
    value_date: dayIn(node, 'ValDt'),
    ...(charges > 0n ? { charges: formatMoney(charges) } : {}),
    statement_id: frame.id,
    info: [textAt(node, 'AddtlNtryInf'), single?.info].filter(Boolean).join(' '),
    payments: many > 1 ? many : undefined,
  })
}

/** What the payments of a booking say together, for one that cannot be told apart. */
function joined(details: readonly TransactionDetails[]): AboutEntry {
  const some = details.slice(0, MOST_JOINED)
  return {
    remittance: some
      .map(({ remittance }) => remittance)
      .filter(Boolean)
      .join(' '),
    structured_references: some.flatMap(({ structured }) => structured),
    document_numbers: some.flatMap(({ documents }) => documents),
    return_reason: some.find(({ returnReason }) => returnReason !== '')?.returnReason,
  }
}

const dayIn = (node: XmlNode, name: string): string => textAt(nodeAt(node, name), 'Dt', 'DtTm').slice(0, 10)

function dayOf(node: XmlNode, frame: StatementFrame, about: AboutEntry): { bookedOn: string } {
  const stated = dayIn(node, 'BookgDt')
  if (stated !== '') return { bookedOn: stated }
  const valued = about.value_date
  about.booked_on_source = valued ? 'value_date' : 'statement'
  return { bookedOn: valued ?? frame.day }
}

/** Numbers of entries count from 1 in each statement with many banks; only long ones are unique. */
const LONG_REFERENCE = 10

function referenceOf(node: XmlNode, single: TransactionDetails | undefined): string {
  const numbered = ownReference(textAt(node, 'NtryRef'))
  return (
    ownReference(textAt(node, 'AcctSvcrRef')) ||
    ownReference(single?.reference) ||
    (numbered.length >= LONG_REFERENCE ? numbered : '')
  )
}

/** What an entry says without its payments, so that it is the same whether they are listed or not. */
const entryIdentity = (node: XmlNode): string[] => [
  textAt(node, 'NtryDtls/Btch/PmtInfId', 'Btch/PmtInfId'),
  textAt(node, 'AddtlNtryInf'),
]
