import fs from 'node:fs'
import { once } from 'node:events'
import { seeded } from '../../src/sources/testing/seeded'

const ACCOUNT = 'FR7630006000011234567890189'
const FIRST_DAY = Date.UTC(2025, 0, 1)
const DAYS = 540
const BLOCK = 1 << 20

/**
 * Writes a camt.053 statement of one account: transfers of customers who name an invoice, one in eight a payment out,
 * with an opening and a closing balance that tie. The same file for the same number of entries.
 * @returns the closing balance in cents, which is the sum of the entries
 */
export async function writeCamtFile(file: string, entries: number): Promise<bigint> {
  const out = fs.createWriteStream(file)
  const random = seeded(20_261)
  let sum = 0n
  let block = head()
  for (let at = 0; at < entries; at += 1) {
    const cents = BigInt(Math.floor(Math.exp(6 + 2 * (random() + random() - 1)) * 100))
    const comesIn = random() >= 0.125
    sum += comesIn ? cents : -cents
    block += entry(at, entries, cents, comesIn, Math.floor(20_000 * random() ** 2))
    if (block.length < BLOCK) continue
    if (!out.write(block)) await once(out, 'drain')
    block = ''
  }
  out.end(`${block}${balance('CLBD', sum, dayOf(DAYS - 1))}</Stmt></BkToCstmrStmt></Document>\n`)
  await once(out, 'finish')
  return sum
}

const head = (): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-07-01T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-07-01T06:00:00</CreDtTm><Acct><Id><IBAN>${ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', 0n, '2024-12-31')}`

const balance = (code: string, cents: bigint, day: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${money(cents < 0n ? -cents : cents)}</Amt><CdtDbtInd>${cents < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>\n`

function entry(at: number, of: number, cents: bigint, comesIn: boolean, customer: number): string {
  const day = dayOf(Math.floor((at * DAYS) / of))
  const number = String(at).padStart(9, '0')
  const side = comesIn ? 'CRDT' : 'DBIT'
  const role = comesIn ? 'Dbtr' : 'Cdtr'
  const code = comesIn ? 'RCDT' : 'ICDT'
  return `<Ntry><Amt Ccy="EUR">${money(cents)}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><AcctSvcrRef>B${number}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${code}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E${number}</EndToEndId></Refs><Amt Ccy="EUR">${money(cents)}</Amt><CdtDbtInd>${side}</CdtDbtInd><RltdPties><${role}><Pty><Nm>CUSTOMER ${customer} SARL</Nm></Pty></${role}><${role}Acct><Id><IBAN>FR76300060000${String(customer).padStart(16, '0')}</IBAN></Id></${role}Acct></RltdPties><RmtInf><Ustrd>INVOICE F${number} OF ${day}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
`
}

const money = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
const dayOf = (day: number): string => new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10)
