import { literal } from '../../ingest/sql-text'
import type { Check } from '../values/check'
import { CONSENT_CHANNELS, ROLES } from './contact-fields'
import { isEmailSql } from './party-values'
import type { CsvTable } from './table'
import { columnOf, labelOf } from './table'

const EMAIL_FIELDS = ['email', ...ROLES.map((role) => `email_${role}`)]
const YES = `('yes', 'y', 'true', '1', 'oui', 'o', 'vrai', 'x', 'ok', 'opt-in', 'granted')`
const NO = `('no', 'n', 'false', '0', 'non', 'faux', 'opt-out', 'refused', 'stop')`

/** SQL: Array(Map(String, String)) of the persons that a row tells; null where the table has no column for one. */
export function contactsSql(table: CsvTable): string | null {
  const column = (field: string) => columnOf(table, field)
  const groups: string[] = []
  const [email, phone] = [column('email'), firstGiven([column('mobile'), column('phone')])]
  const name = nameSql(table)
  if (email ?? phone ?? name) groups.push(groupSql(roleSql(column('contact_role')), name, email, phone))
  for (const role of ROLES) {
    const own = (['name', 'email', 'phone'] as const).map((part) => column(`${part}_${role}`))
    if (own.some((one) => one !== undefined)) groups.push(groupSql(literal(role), own[0], own[1], own[2]))
  }
  if (groups.length === 0) return null
  const sorted = `arraySort(c -> concat(c['role'], c['name'], c['email'], c['phone']), arrayConcat(${groups.join(', ')}))`
  return `arrayFilter(c -> c['email'] != '' OR c['phone'] != '' OR c['name'] != '', ${sorted})`
}

function firstGiven(columns: (string | undefined)[]): string | undefined {
  const given = columns.filter((one) => one !== undefined)
  return given.length > 1 ? `if(${given[0]} != '', ${given.join(', ')})` : given[0]
}

function nameSql(table: CsvTable): string | undefined {
  const own = columnOf(table, 'contact_name')
  const parts = ['contact_first', 'contact_last'].flatMap((field) => columnOf(table, field) ?? [])
  if (own !== undefined) return own
  return parts.length === 0 ? undefined : `trim(concat(${[...parts, `''`].join(`, ' ', `)}))`
}

/** Several addresses in one cell are several persons; the phone goes with the first. */
function groupSql(role: string, name?: string, email?: string, phone?: string): string {
  const one = (address: string, number: string) =>
    `mapFilter((k, v) -> v != '', map('role', ${role}, 'name', ${name ?? `''`}, 'email', ${address}, 'phone', ${number}))`
  if (email === undefined) return `[${one(`''`, phone ?? `''`)}]`
  const list = `arrayMap(x -> if(x = [], [''], x), [arrayFilter(x -> x != '', splitByRegexp('[;,\\\\s]+', ${email}))])[1]`
  return `arrayMap((a, i) -> ${one('lower(a)', `if(i = 1, ${phone ?? `''`}, '')`)}, ${list}, arrayEnumerate(${list}))`
}

/** SQL: a role in our words; an e-mail whose role nobody states is where invoices go. */
function roleSql(column: string | undefined): string {
  if (column === undefined) return `'accounts_payable'`
  const text = `lowerUTF8(${column})`
  const cases = [
    [`${column} = ''`, `'accounts_payable'`],
    [`match(${text}, 'compta|account|factur|billing|financ|\\\\bdaf\\\\b')`, `'accounts_payable'`],
    [`match(${text}, 'achat|achet|buy|purchas|procure')`, `'buyer'`],
    [
      `match(${text}, 'direct|dirigeant|g[ée]rant|\\\\bceo\\\\b|pr[ée]sident|\\\\bpdg\\\\b|owner')`,
      `'director'`,
    ],
    [`match(${text}, 'juridi|legal|contentieux')`, `'legal'`],
  ]
  return `multiIf(${cases.map((one) => one.join(', ')).join(', ')}, ${column})`
}

/** SQL: Array(Map(String, String)) of consents; null where the table has none. A cell that says nothing gives none. */
export function consentsSql(table: CsvTable): string | null {
  const on = columnOf(table, 'consent_on') ?? `''`
  const proof = columnOf(table, 'consent_proof') ?? `''`
  const all = CONSENT_CHANNELS.flatMap((channel) =>
    (['consent', 'optout'] as const).flatMap((kind) => {
      const column = columnOf(table, `${kind}_${channel}`)
      if (column === undefined) return []
      const [yes, no] = kind === 'consent' ? ['1', '0'] : ['0', '1']
      const text = `lowerUTF8(trim(${column}))`
      const given = `multiIf(${text} IN ${YES}, '${yes}', ${text} IN ${NO}, '${no}', '')`
      return [
        `mapFilter((k, v) -> v != '', map('channel', ${literal(channel)}, 'given', ${given}, 'on', ${on}, 'proof', ${proof}))`,
      ]
    }),
  )
  return all.length === 0 ? null : `arrayFilter(c -> c['given'] != '', [${all.join(', ')}])`
}

/** An e-mail that is none rejects the row: a message to it would go nowhere, and nobody would know. */
export function emailChecks(table: CsvTable): Check[] {
  return EMAIL_FIELDS.flatMap((field): Check[] => {
    const column = columnOf(table, field)
    if (column === undefined) return []
    const wrong = `arrayExists(x -> x != '' AND NOT ${isEmailSql('x')}, splitByRegexp('[;,\\\\s]+', ${column}))`
    return [[`${column} != '' AND ${wrong}`, labelOf(table, field), 'malformed', column]]
  })
}
