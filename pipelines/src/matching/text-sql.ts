import { literals } from '../ingest/sql-text'

/** SQL: text in capitals without accents, Œ and Æ in two letters. */
const capitals = (text: string): string =>
  `replaceAll(replaceAll(replaceRegexpAll(normalizeUTF8NFD(upperUTF8(${text})), '\\\\p{Mn}', ''), 'Œ', 'OE'), 'Æ', 'AE')`

const LEGAL_FORMS = [
  ...[
    'SARL',
    'SARLU',
    'SAS',
    'SASU',
    'SA',
    'EURL',
    'SNC',
    'SCI',
    'SCP',
    'SELARL',
    'SELAS',
    'SCA',
    'SCOP',
    'GIE',
  ],
  ...[
    'EI',
    'EIRL',
    'SCEA',
    'GAEC',
    'EARL',
    'SEM',
    'SPRL',
    'SRL',
    'SPA',
    'SL',
    'GMBH',
    'AG',
    'KG',
    'UG',
    'EV',
  ],
  ...['LTD', 'LIMITED', 'LLC', 'LLP', 'INC', 'CORP', 'CO', 'PLC', 'BV', 'NV', 'OY', 'AB', 'AS', 'APS'],
]
const SMALL_WORDS = [
  ...[
    'STE',
    'SOCIETE',
    'ETS',
    'ETABLISSEMENTS',
    'ENTREPRISE',
    'COMPAGNIE',
    'CIE',
    'GROUPE',
    'GROUP',
    'COMPANY',
  ],
  ...[
    'M',
    'MR',
    'MME',
    'MLLE',
    'MONSIEUR',
    'MADAME',
    'OU',
    'ET',
    'AND',
    'UND',
    'DE',
    'DES',
    'DU',
    'D',
    'LA',
    'LE',
  ],
  ...['LES', 'L', 'THE', 'OF'],
]

/**
 * SQL: a name to be compared: its words in capitals, sorted, without legal form and small words, parted by a space.
 * A name of nothing else keeps its words.
 */
export function nameKey(text: string): string {
  // S.A.R.L. is one word.
  const words = `extractAll(replaceAll(${capitals(text)}, '.', ''), '[\\\\p{L}\\\\p{N}]+')`
  const telling = `arrayFilter(w -> w NOT IN ${literals([...LEGAL_FORMS, ...SMALL_WORDS])}, ${words})`
  return `arrayStringConcat(arraySort(arrayDistinct(if(empty(${telling}), ${words}, ${telling}))), ' ')`
}

/** SQL: beginnings of the words of a name key; names that share none are not compared. */
export const nameBlocks = (key: string): string =>
  `arrayDistinct(arrayMap(w -> substring(w, 1, 4), arrayFilter(w -> length(w) >= 3, splitByChar(' ', ${key}))))`

/**
 * SQL: likeness of two name keys, 0 to 1: 1 when equal; 0.85 when one has all words of the other and these are long
 * enough to tell; else the share of common words or of common groups of four letters.
 */
export function nameLikeness(a: string, b: string): string {
  const [left, right] = [`splitByChar(' ', ${a})`, `splitByChar(' ', ${b})`]
  const common = `length(arrayIntersect(${left}, ${right}))`
  const shorter = `least(length(${left}), length(${right}))`
  const telling = `least(length(${a}), length(${b})) >= 6`
  const words = `${common} / (length(${left}) + length(${right}) - ${common})`
  return `multiIf(${a} = ${b}, 1, ${common} = ${shorter} AND ${telling}, greatest(0.85, ${words}), greatest(${words}, 1 - ngramDistanceUTF8(${a}, ${b})))`
}

/** SQL: an account number without spaces, in capitals. */
export const accountKey = (text: string): string => `upper(replaceRegexpAll(${text}, '[^A-Za-z0-9]', ''))`

const words = (text: string): string => `extractAll(${capitals(text)}, '[A-Z0-9]+')`
/** FA00042 → FA42, 00042 → 42: leading zeros of a number and of the digits after its letters. */
const withoutZeros = (word: string): string =>
  `replaceRegexpOne(replaceRegexpOne(${word}, '^([A-Z]+)0+([0-9])', '\\\\1\\\\2'), '^0+([A-Z0-9])', '\\\\1')`

/**
 * SQL: the ways in which an invoice number may be written in a reference: without punctuation, without leading zeros
 * as a whole or part by part, and its digits alone where there are six or more.
 */
export function numberKeys(number: string): string {
  const whole = `arrayStringConcat(${words(number)})`
  const byPart = `arrayStringConcat(arrayMap(w -> ${withoutZeros('w')}, ${words(number)}))`
  const digits = `replaceRegexpOne(${whole}, '^[A-Z]+0*([0-9]{6,})$', '\\\\1')`
  return `arrayDistinct(arrayFilter(k -> match(k, '[0-9]'), [${withoutZeros(whole)}, ${byPart}, ${withoutZeros(digits)}]))`
}

/** SQL: whether a key is so long that it hardly stands in a text by chance: five characters with four digits. */
export const isStrong = (key: string): string =>
  `(length(${key}) >= 5 AND length(replaceRegexpAll(${key}, '[^0-9]', '')) >= 4)`

/** More words than this are no payment reference. */
const MOST_WORDS = 60

/**
 * SQL: what may be an invoice number in the texts of an entry: each word, and two to four neighbours as one, with and
 * without leading zeros; of a creditor reference (RF, ISO 11649) whose check digits are right, what it carries.
 */
export function referenceTokens(text: string): string {
  const list = `arraySlice(${words(text)}, 1, ${MOST_WORDS})`
  const bare = `arrayMap(w -> ${withoutZeros('w')}, ws)`
  const joined = [1, 2, 3, 4].flatMap((count) => {
    const of = (array: string) =>
      `arrayMap(i -> arrayStringConcat(arraySlice(${array}, i, ${count})), range(1, greatest(1, toInt64(length(ws)) - ${count - 2})))`
    return [of('ws'), of('bs')]
  })
  const all = `arrayMap(t -> ${withoutZeros('t')}, arrayConcat(${joined.join(', ')}))`
  const carried = `arrayMap(t -> ${withoutZeros('substring(t, 5)')}, arrayFilter(t -> match(t, '^RF[0-9]{2}[A-Z0-9]{1,21}$') AND ${checksOut('t')}, rf))`
  const groups = `arrayMap(i -> arrayStringConcat(arraySlice(ws, i, 7)), arrayFilter(i -> match(ws[i], '^RF[0-9]{2}'), arrayEnumerate(ws)))`
  // A reference printed in groups of four may be followed by other words: every length is tried.
  const rf = `arrayFlatten(arrayMap(g -> arrayMap(n -> substring(g, 1, n), range(5, least(26, toUInt64(length(g)) + 1))), ${groups}))`
  const found = `arrayDistinct(arrayFilter(t -> match(t, '[0-9]') AND length(t) <= 40, arrayConcat(${all}, ${carried})))`
  return withAliases(found, { ws: list, bs: bare, rf })
}

/** ISO 7064 mod 97-10: the first four characters go last, letters count 10 to 35. */
function checksOut(token: string): string {
  const turned = `concat(substring(${token}, 5), substring(${token}, 1, 4))`
  const codes = `arrayMap(i -> toUInt64(reinterpretAsUInt8(substring(${turned}, i, 1))), range(1, toUInt64(length(${token})) + 1))`
  return `(arrayFold((rest, c) -> toUInt64((if(c >= 65, rest * 100 + (c - 55), rest * 10 + (c - 48))) % 97), ${codes}, toUInt64(0)) = 1)`
}

/** Lambdas of one argument give names to what is used more than once. */
function withAliases(expression: string, aliases: Record<string, string>): string {
  return Object.entries(aliases)
    .reverse()
    .reduce((inner, [name, sql]) => `arrayMap(${name} -> ${inner}, [${sql}])[1]`, expression)
}
