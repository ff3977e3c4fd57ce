import { AppError } from '../../http/app-error'
import { LIMITS } from '../limits'
import { COUNTS_OF_ALL, NEVER, SYSTEM_TABLES, isAllowedSetting, isRefusedFunction } from './names'
import type { OnShards } from './on-shards'
import { checkOnShards } from './on-shards'
import { UnreadableSql, tokens } from './tokens'
import type { Token } from './tokens'

const MOST_SQL_BYTES = LIMITS.statement_bytes

const MOST_STARS = 20

const STATEMENTS = new Set(['select', 'with', 'explain', 'describe', 'desc', 'show', 'exists'])
const SHOWN = new Set([
  'tables',
  'databases',
  'columns',
  'create',
  'fields',
  'functions',
  'settings',
  'full',
  'extended',
])
const EXPLAINED = new Set([
  'plan',
  'pipeline',
  'syntax',
  'ast',
  'query',
  'select',
  'with',
  'header',
  'description',
  'tree',
  'actions',
])
/** What SHOW CREATE tells of people's rights. */
const RIGHTS = new Set([
  'user',
  'users',
  'role',
  'roles',
  'row',
  'policy',
  'policies',
  'quota',
  'quotas',
  'settings',
  'profile',
  'access',
])
const EVERYTHING = /^(system|information_schema)$/

/**
 * Looks at a statement before the engine sees it. The engine user's rights are the wall; this closes what the engine
 * leaves open to every user. Refused names are refused outside literals and comments only, so that one may look for
 * the word in a text.
 * @param shards on a cluster: what is closed there besides
 * @throws AppError `sql/…` that names what is refused
 */
export function checkStatement(sql: string, shards?: OnShards): void {
  if (Buffer.byteLength(sql) > MOST_SQL_BYTES) {
    throw new AppError('sql/too-long', 422, `A statement may have ${MOST_SQL_BYTES / 1000} KB.`, {
      most_bytes: MOST_SQL_BYTES,
    })
  }
  const all = parted(sql)
  const list = withoutLastSemicolon(all)
  checkKind(list)
  checkStars(list)
  for (const [index, token] of list.entries()) {
    if (token.text === ';' && token.kind === 'sign')
      throw refused('sql/one-statement', token, ';', 'Only one statement at a time.')
    if (token.kind === 'word' || token.kind === 'quoted') checkName(list, index, token)
  }
  if (list.some((token, index) => isCatalogue(list, index, token))) checkCounts(list)
  if (shards) checkOnShards(list, shards)
}

/** Nested stars multiply; the engine works their columns out before any of its limits holds. */
function checkStars(list: Token[]): void {
  const stars = list.filter((token, index) => {
    const before = list[index - 1]
    const isColumns = lower(token) === 'columns' && list[index + 1]?.text === '('
    return isColumns || (token.text === '*' && (before?.kind === 'word' || /^[,.]$/.test(before?.text ?? '')))
  })
  if (stars.length <= MOST_STARS) return
  throw new AppError(
    'sql/too-wide',
    422,
    `A statement may have ${MOST_STARS} times all columns; name those you need.`,
    {
      most: MOST_STARS,
    },
  )
}

/** The engine's lists of tables and columns tell how many rows every entity has; `*` would tell it too. */
function checkCounts(list: Token[]): void {
  for (const [index, token] of list.entries()) {
    const name = lower(token)
    const isPattern = name === 'columns' && list[index + 1]?.text === '('
    const isStar = token.kind === 'sign' && name === '*' && !isCounted(list, index)
    if (isStar || isPattern || (isName(token) && COUNTS_OF_ALL.has(name))) throw countsOfAll(token)
  }
}

/** Whether the statement says itself how its result is written. */
export function hasFormat(sql: string): boolean {
  const list = parted(sql)
  return list.some(
    (token, index) =>
      token.kind === 'word' &&
      lower(token) === 'format' &&
      list[index + 1]?.kind === 'word' &&
      lower(list[index - 1]) !== 'as',
  )
}

function parted(sql: string): Token[] {
  try {
    return tokens(sql)
  } catch (error) {
    if (!(error instanceof UnreadableSql)) throw error
    throw new AppError('sql/unreadable', 422, `The statement cannot be read at character ${error.at + 1}.`, {
      what: error.what,
      at: error.at,
    })
  }
}

function withoutLastSemicolon(list: Token[]): Token[] {
  const content = list.slice(0, -1)
  while (content.at(-1)?.text === ';' && content.at(-1)?.kind === 'sign') content.pop()
  return [...content, list[list.length - 1] as Token]
}

const lower = (token: Token | undefined): string => token?.text.toLowerCase() ?? ''

function checkKind(list: Token[]): void {
  const first = list.find((token) => token.text !== '(')
  const kind = lower(first)
  if (!first || first.kind === 'end') throw new AppError('sql/empty', 422, 'There is no statement.')
  if (first.kind !== 'word' || !STATEMENTS.has(kind)) throw readOnly(first)
  const second = lower(list[1])
  if (kind === 'show' && !SHOWN.has(second)) throw readOnly(list[1] ?? first)
  if (kind === 'show' && second === 'create' && RIGHTS.has(lower(list[2]))) throw readOnly(list[2] ?? first)
  if (kind === 'explain' && !EXPLAINED.has(second)) throw readOnly(list[1] ?? first)
}

const isName = (token: Token): boolean => token.kind === 'word' || token.kind === 'quoted'

function checkName(list: Token[], index: number, token: Token): void {
  const name = token.text.toLowerCase()
  const next = list[index + 1]
  if (NEVER.has(name)) throw refusedName(token)
  if (next?.text === '(' && isRefusedFunction(name)) throw refusedName(token)
  // functions are also passed by name: * APPLY hostName
  if (lower(list[index - 1]) === 'apply' && isRefusedFunction(name)) throw refusedName(token)
  if (EVERYTHING.test(name) && next?.text === '.') checkCatalogue(list[index + 2])
  if (token.kind !== 'word') return
  if (name === 'identifier' && list[index - 1]?.text === ':')
    throw refused('sql/refused-name', token, token.text, 'A parameter cannot be a name of the statement.')
  if (name === 'settings' && next?.kind === 'word' && list[index + 2]?.text === '=')
    checkSettings(list, index + 1)
  // EXPLAIN stands in subqueries as well; its estimates and indexes count the rows of every entity
  if (name === 'explain' && next?.kind === 'word' && !EXPLAINED.has(lower(next))) throw readOnly(next)
  if ((name === 'indexes' || name === 'projections') && next?.text === '=') throw setting(token.text, token)
  if (name === 'into' && lower(next) === 'outfile') throw refusedName(token)
}

function isCatalogue(list: Token[], index: number, token: Token): boolean {
  return (
    EVERYTHING.test(token.text.toLowerCase()) && token.kind !== 'literal' && list[index + 1]?.text === '.'
  )
}

function checkCatalogue(table: Token | undefined): void {
  if (table && !SYSTEM_TABLES.has(table.text.toLowerCase())) throw refusedName(table)
}

/** count(*) is the one use of `*` that names no column. */
const isCounted = (list: Token[], index: number): boolean =>
  list[index - 1]?.text === '(' && lower(list[index - 2]) === 'count'

function checkSettings(list: Token[], from: number): void {
  for (let at = from; list[at]?.kind === 'word' || list[at]?.kind === 'quoted';) {
    const token = list[at] as Token
    if (list[at + 1]?.text === '=' && !isAllowedSetting(token.text.toLowerCase()))
      throw setting(token.text, token)
    while (list[at] && list[at]?.kind !== 'end' && list[at]?.text !== ',') at++
    at++
  }
}

const refused = (code: string, token: Token, name: string, message: string) =>
  new AppError(code, 403, message, { name, at: token.at })
const refusedName = (token: Token) =>
  refused('sql/refused-name', token, token.text, `${token.text} may not be used here.`)
const countsOfAll = (token: Token) =>
  refused(
    'sql/refused-column',
    token,
    token.text,
    `Name the columns of the list of tables that you need; ${token.text} would count rows of every entity.`,
  )
const setting = (name: string, token?: Token) =>
  new AppError('sql/refused-setting', 403, `The setting ${name} cannot be changed here.`, {
    name,
    ...(token ? { at: token.at } : {}),
  })
const readOnly = (token: Token) =>
  refused(
    'sql/read-only',
    token,
    token.text,
    'Only statements that read: SELECT, WITH, EXPLAIN, DESCRIBE, SHOW.',
  )
