import type { AboutEntry } from '../entry-record'
import { ownReference } from '../entry-record'
import { formatMoney, parseMoney } from '../money'

/**
 * What :86: says of an entry. Banks write it in three ways: numbered subfields (?20 … in German-speaking countries),
 * words between slashes (/EREF/ … elsewhere), or text.
 */
export function readInformation(text: string): AboutEntry {
  const numbered = /^(\d{3})([^\w\s/])(\d\d)/.exec(text)
  if (numbered) return readNumbered(text, numbered[1] ?? '', numbered[2] ?? '?')
  const words = text.replace(/\n/g, '')
  if (SLASHED.test(words)) return readSlashed(words)
  return { remittance: plain(text.replace(/\n/g, ' ')) }
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Codes of German banks for money that came back: returned direct debits and transfers. */
const RETURNED = new Set(['108', '109', '159', '181', '182', '183', '184'])
const SEPA_WORDS = /(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC)\+/

function readNumbered(text: string, code: string, mark: string): AboutEntry {
  const parts = new Map<string, string>()
  for (const part of text.replace(/\n/g, '').slice(3).split(mark).slice(1)) {
    const number = part.slice(0, 2)
    parts.set(number, (parts.get(number) ?? '') + part.slice(2))
  }
  const join = (...numbers: number[]) =>
    numbers.map((it) => parts.get(String(it).padStart(2, '0')) ?? '').join('')
  const said = join(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 60, 61, 62, 63)
  const words = wordsOf(said.split(SEPA_WORDS))
  return {
    counterparty_name: plain(join(32, 33)),
    counterparty_iban: accountIn(join(31)) || accountIn(words.get('IBAN') ?? ''),
    ultimate_name: plain(words.get('ABWA') ?? words.get('ABWE') ?? ''),
    remittance: plain([words.get('') ?? '', words.get('SVWZ') ?? ''].join(' ')),
    end_to_end_id: ownReference(words.get('EREF')),
    mandate_id: ownReference(words.get('MREF')),
    bank_proprietary_code: code,
    return_reason: RETURNED.has(code) ? plain(join(34)) : '',
    is_reversal: RETURNED.has(code) || undefined,
    info: plain(join(0)),
  }
}

/** Text before the first word stands under ''. */
function wordsOf(split: readonly string[]): Map<string, string> {
  const words = new Map([['', split[0] ?? '']])
  for (let at = 1; at < split.length; at += 2) words.set(split[at] ?? '', (split[at + 1] ?? '').trim())
  return words
}

const NAMES =
  'EREF|KREF|PREF|MARF|CSID|CNTP|REMI|PURP|ULTC|ULTD|TRTP|IBAN|BIC|NAME|RTRN|TRCD|ORDP|BENM|SVCL|ISDT|OCMT|EXCH|CHGS|NRTX|CDTRREFTP|CDTRREF'
const SLASHED = new RegExp(`/(${NAMES})/`)
const SLASHES = new RegExp(`/(${NAMES})/`)

function readSlashed(text: string): AboutEntry {
  const words = wordsOf(text.split(SLASHES))
  const of = (name: string) => plain((words.get(name) ?? '').replace(/\/+$/, ''))
  const [account = '', , name = ''] = (words.get('CNTP') ?? '').split('/')
  const remittance = of('REMI')
  const structured = /^STRD\/[^/]*\/(.+)$/.exec(remittance)?.[1]
  const party = nameIn(of('ORDP')) || nameIn(of('BENM'))
  return {
    counterparty_name: plain(name) || of('NAME') || party,
    counterparty_iban: accountIn(account) || accountIn(of('IBAN')),
    ultimate_name: of('ULTD') || of('ULTC'),
    remittance: structured
      ? plain(words.get('') ?? '')
      : plain(remittance.replace(/^USTD\/+/, '') || (words.get('') ?? '')) || behindAmount(words.get('OCMT')),
    structured_references: [structured ?? '', of('CDTRREF')].filter(Boolean),
    end_to_end_id: ownReference(of('EREF')),
    mandate_id: ownReference(of('MARF')),
    return_reason: of('RTRN').split('/')[0],
    ...originalAmount(words.get('OCMT') ?? ''),
    info: of('TRTP') || of('TRCD'),
  }
}

/** /NAME/… within a party, else the party itself. */
const nameIn = (party: string): string => /\/?NAME\/([^/]+)/.exec(party)?.[1]?.trim() ?? party

/** `USD100,50/text`: the amount ends at the slash, and the payer's words may follow. */
const behindAmount = (text = ''): string => plain(text.replace(/^[^/]*\/?/, ''))

/** `USD100,50/` */
export function originalAmount(text: string): AboutEntry {
  const found = /^([A-Z]{3})([\d,]+)/.exec(text)
  const amount = parseMoney(found?.[2] ?? '')
  return amount === null ? {} : { original_amount: formatMoney(amount), original_currency: found?.[1] }
}

const accountIn = (text: string): string => text.replace(/\s/g, '')
