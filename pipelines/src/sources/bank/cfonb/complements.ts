import type { AboutEntry } from '../entry-record'
import { ownReference } from '../entry-record'
import { digitsToMoney, formatMoney } from '../money'
import { decimalsOf, field } from './fields'

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/
/** Qualifiers that are read below; what others say is kept as information. */
const READ = new Set('LIB NPY NBE NPO NBU IPY IBE IPO IBU LCC LC2 LCS RCN REF RUM MMO FEE CPY CBE'.split(' '))

/**
 * What the complements of an operation say of it.
 * @param credit whether money came in: the other side is then the payer, else the beneficiary
 */
export function readComplements(texts: ReadonlyMap<string, readonly string[]>, credit: boolean): AboutEntry {
  const all = (qualifier: string) => texts.get(qualifier) ?? []
  const first = (qualifier: string, from = 1, to = 70) => field(all(qualifier)[0] ?? '', from, to)
  const [expected, other] = credit ? ['NPY', 'NBE'] : ['NBE', 'NPY']
  const name = first(expected) || first(other)
  const account = ['CPY', 'CBE'].map((it) => first(it).replace(/\s/g, '')).find((it) => IBAN.test(it))
  const rest = [...texts].filter(([qualifier]) => !READ.has(qualifier))
  return {
    counterparty_name: name,
    counterparty_iban: account,
    ultimate_name: credit ? first('NPO') || first('NBU') : first('NBU') || first('NPO'),
    remittance: [...all('LIB'), `${all('LCC').join('')}${all('LC2').join('')}`]
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter(Boolean)
      .join(' '),
    structured_references: all('LCS').map((text) => text.trim()),
    end_to_end_id: ownReference(first('RCN', 1, 35)),
    mandate_id: ownReference(first('RUM', 1, 35)),
    bank_reference: ownReference(first('REF', 36, 70)) || ownReference(first('REF', 1, 35)),
    ...moneyOf(first('MMO')),
    charges: moneyOf(first('FEE')).original_amount,
    info: [first('RCN', 36, 70), ...rest.map(([qualifier, said]) => `${qualifier} ${said.join(' ')}`)]
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter(Boolean)
      .join('; '),
  }
}

/** Currency, number of decimals and amount in 3, 1 and 14 columns. */
function moneyOf(text: string): { original_amount?: string; original_currency?: string } {
  const amount = digitsToMoney(text.slice(4, 18).trim(), decimalsOf(text.slice(3, 4)))
  if (!/^[A-Z]{3}/.test(text) || amount === null) return {}
  return { original_amount: formatMoney(amount), original_currency: text.slice(0, 3) }
}
