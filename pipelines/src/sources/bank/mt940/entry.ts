import type { AboutEntry, StatementEntry } from '../entry-record'
import { identityOf, ownReference, present } from '../entry-record'
import { parseMoney } from '../money'
import { originalAmount, readInformation } from './information'
import type { SwiftField } from './messages'

/** Value date, booking month and day, direction, third letter of the currency, amount, kind, references. */
const ENTRY =
  /^(\d{6})(\d{4})?(R?[CD]|E[CD])([A-Z])?(\d[\d,]*)([NFS][A-Z0-9]{3})?([^\n]*?)(?:\/\/([^\n]*))?(?:\n([\s\S]*))?$/

export interface SwiftFrame {
  kind: string
  account: string
  currency: string
  id: string
}

export type ReadEntry =
  | { is: 'booked' | 'announced'; entry: StatementEntry }
  | { is: 'unreadable'; reason: 'malformed' | 'bad_amount' | 'bad_date'; value: string }

/** An entry from its field :61: and what :86: says of it. */
export function readEntry({ text, line }: SwiftField, information: string, frame: SwiftFrame): ReadEntry {
  const found = ENTRY.exec(text)
  const bad = (reason: 'malformed' | 'bad_amount' | 'bad_date', value: string): ReadEntry => ({
    is: 'unreadable',
    reason,
    value: `line ${line}: ${value}`,
  })
  if (!found) return bad('malformed', `:61:${text.slice(0, 100)}`)
  const [
    ,
    valued = '',
    booked = '',
    side = '',
    ,
    digits = '',
    code = '',
    own = '',
    reference = '',
    more = '',
  ] = found
  const unsigned = parseMoney(digits)
  const valueDay = valueDayOf(valued)
  if (unsigned === null) return bad('bad_amount', digits)
  if (valueDay === null) return bad('bad_date', valued)
  const bookedOn = booked === '' ? valueDay : bookingDay(booked, valueDay)
  if (bookedOn === null) return bad('bad_date', booked)
  const reversed = side.startsWith('R')
  // A reversed credit takes money away, a reversed debit brings it back.
  const comesIn = side.endsWith('C') !== reversed
  const said = readInformation(information)
  const about: AboutEntry = present({
    ...said,
    ...(said.original_amount ? {} : originalAmount(/\/OCMT\/([^/]+)/.exec(more)?.[1] ?? '')),
    end_to_end_id: said.end_to_end_id || ownReference(own),
    bank_reference: ownReference(reference),
    bank_transaction_code: code,
    value_date: valueDay,
    is_reversal: reversed || said.is_reversal,
    statement_id: frame.id,
    info: [said.info, more.replace(/\s+/g, ' ').trim()].filter(Boolean).join(' '),
    booked_on_source: booked === '' ? 'value_date' : undefined,
  })
  const entry: StatementEntry = {
    account: frame.account,
    kind: frame.kind,
    bookedOn,
    amount: comesIn ? unsigned : -unsigned,
    currency: frame.currency,
    reference: ownReference(reference),
    identity: [...identityOf(about), ownReference(own)],
    about,
    payments: [],
  }
  return { is: side.startsWith('E') ? 'announced' : 'booked', entry }
}

/** Banks that reckon months of 30 days value on 30 February what is valued at its end. */
function valueDayOf(text: string): string | null {
  const endOfFebruary = /^\d\d02(29|30)$/.test(text) ? [`${text.slice(0, 4)}29`, `${text.slice(0, 4)}28`] : []
  return [text, ...endOfFebruary].map(longDay).find((day) => day !== null) ?? null
}

/** YYMMDD as YYYY-MM-DD; null where it is no day. */
export function longDay(text: string): string | null {
  const found = /^(\d\d)(\d\d)(\d\d)$/.exec(text)
  if (!found) return null
  const [, year = '', month = '', day = ''] = found
  return calendarDay(`${Number(year) < 80 ? '20' : '19'}${year}-${month}-${day}`)
}

/** MMDD of the year that brings it nearest to the value date. */
function bookingDay(text: string, valueDay: string): string | null {
  const year = Number(valueDay.slice(0, 4))
  const near = [year, year - 1, year + 1]
    .map((it) => calendarDay(`${it}-${text.slice(0, 2)}-${text.slice(2)}`))
    .filter((it) => it !== null)
  const distance = (day: string) => Math.abs(Date.parse(day) - Date.parse(valueDay))
  return near.sort((a, b) => distance(a) - distance(b))[0] ?? null
}

function calendarDay(iso: string): string | null {
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso
}
