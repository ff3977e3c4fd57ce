import { parseMoney } from '../money'
import type { XmlNode } from './xml-node'
import { childOf, childrenOf, nodeAt, textAt } from './xml-node'

export interface Party {
  name: string
  /** IBAN, else another number of the account */
  account: string
  ultimate: string
}

export interface Amount {
  amount: bigint
  currency: string
}

/** What one TxDtls says, in all versions of the format. */
export interface TransactionDetails {
  /** without sign */
  amounts: Amount[]
  /** null where it does not say */
  credit: boolean | null
  debtor: Party
  creditor: Party
  /** AcctSvcrRef, else UETR */
  reference: string
  transactionId: string
  endToEndId: string
  mandateId: string
  remittance: string
  structured: string[]
  documents: string[]
  returnReason: string
  returnInfo: string
  instructed: Amount | null
  exchangeRate: string
  charges: bigint
  code: string
  proprietaryCode: string
  info: string
}

/** Reads a TxDtls element. */
export function readDetails(node: XmlNode): TransactionDetails {
  const refs = childOf(node, 'Refs')
  const parties = childOf(node, 'RltdPties')
  const amounts = childOf(node, 'AmtDtls')
  const back = childOf(node, 'RtrInf')
  return {
    amounts: [childOf(node, 'Amt'), nodeAt(amounts, 'TxAmt/Amt'), nodeAt(amounts, 'InstdAmt/Amt')].flatMap(
      amountOf,
    ),
    credit: creditOf(node),
    debtor: partyOf(parties, 'Dbtr'),
    creditor: partyOf(parties, 'Cdtr'),
    reference: textAt(refs, 'AcctSvcrRef', 'UETR'),
    transactionId: textAt(refs, 'TxId', 'InstrId'),
    endToEndId: textAt(refs, 'EndToEndId'),
    mandateId: textAt(refs, 'MndtId'),
    ...remittanceOf(childOf(node, 'RmtInf')),
    returnReason: textAt(back, 'Rsn/Cd', 'Rsn/Prtry', 'RtrRsn/Cd', 'RtrRsn/Prtry'),
    returnInfo: childrenOf(back, 'AddtlInf')
      .map(({ text }) => text.trim())
      .join(' '),
    instructed: amountOf(nodeAt(amounts, 'InstdAmt/Amt'))[0] ?? null,
    exchangeRate: textAt(
      amounts,
      ...['InstdAmt', 'TxAmt', 'CntrValAmt'].map((part) => `${part}/CcyXchg/XchgRate`),
    ),
    charges: chargesOf(childOf(node, 'Chrgs')),
    ...codesOf(childOf(node, 'BkTxCd')),
    info: textAt(node, 'AddtlTxInf'),
  }
}

/** Whether the money came in; null where the element does not say. */
export function creditOf(node: XmlNode): boolean | null {
  const text = textAt(node, 'CdtDbtInd')
  return text === 'CRDT' ? true : text === 'DBIT' ? false : null
}

export function amountOf(node: XmlNode | undefined): Amount[] {
  if (!node) return []
  const amount = parseMoney(node.text)
  return amount === null ? [] : [{ amount, currency: node.currency }]
}

/** IBAN, else another number, of an element that has an Id. */
export const accountOf = (node: XmlNode | undefined): string =>
  textAt(node, 'Id/IBAN', 'Id/Othr/Id', 'Id/PrtryAcct/Id', 'Id/BBAN', 'Id/UPIC').replace(/\s+/g, '')

/** Charges of an entry or a payment, without sign. */
export function chargesOf(node: XmlNode | undefined): bigint {
  const total = amountOf(childOf(node, 'TtlChrgsAndTaxAmt'))[0]
  if (total) return total.amount
  const single = [
    ...childrenOf(node, 'Amt'),
    ...childrenOf(node, 'Rcrd').flatMap((it) => childrenOf(it, 'Amt')),
  ]
  return single.flatMap(amountOf).reduce((sum, { amount }) => sum + amount, 0n)
}

/** PMNT-RCDT-ESCT and the code of the bank. */
export function codesOf(node: XmlNode | undefined): { code: string; proprietaryCode: string } {
  const parts = ['Domn/Cd', 'Domn/Fmly/Cd', 'Domn/Fmly/SubFmlyCd'].map((path) => textAt(node, path))
  return { code: parts.filter(Boolean).join('-'), proprietaryCode: textAt(node, 'Prtry/Cd') }
}

function partyOf(parties: XmlNode | undefined, role: 'Dbtr' | 'Cdtr'): Party {
  const nameOf = (name: string) =>
    textAt(parties, `${name}/Nm`, `${name}/Pty/Nm`, `${name}/Agt/FinInstnId/Nm`)
  return {
    name: nameOf(role),
    account: accountOf(childOf(parties, `${role}Acct`)),
    ultimate: nameOf(`Ultmt${role}`),
  }
}

function remittanceOf(node: XmlNode | undefined) {
  const texts = childrenOf(node, 'Ustrd').map(({ text }) => text.trim())
  const structured: string[] = []
  const documents: string[] = []
  for (const part of childrenOf(node, 'Strd')) {
    structured.push(textAt(part, 'CdtrRefInf/Ref', 'CdtrRefInf/CdtrRef'))
    for (const document of childrenOf(part, 'RfrdDocInf')) documents.push(textAt(document, 'Nb', 'RfrdDocNb'))
    for (const more of childrenOf(part, 'AddtlRmtInf')) texts.push(more.text.trim())
  }
  return {
    remittance: texts.filter(Boolean).join(' '),
    structured: structured.filter(Boolean),
    documents: documents.filter(Boolean),
  }
}
