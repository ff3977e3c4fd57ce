import { DrizzleQueryError } from 'drizzle-orm'

/** What each pattern stands for: signs by which a person, an account or a key is known. */
const KNOWN_SIGNS: readonly [string, RegExp][] = [
  ['e-mail', /[^\s"'<>(),;:=]+@[^\s"'<>(),;:=]+\.[^\s"'<>(),;:=.]+/g],
  ['iban', /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g],
  ['phone', /(?<![\w.-])(?:\+|00)?\d(?:[ .-]?\d){8,13}(?![\w-])/g],
  ['token', /\b[A-Za-z0-9_-]{43,}\b/g],
]

const STACK = /^\s+at /

/** The same text without what tells of whom it speaks; lines of a stack name files only. */
export function withoutPersons(text: string): string {
  const plain = (line: string) =>
    KNOWN_SIGNS.reduce((rest, [name, sign]) => rest.replace(sign, `[${name}]`), line)
  return text
    .split('\n')
    .map((line) => (STACK.test(line) ? line : plain(line)))
    .join('\n')
}

/**
 * What the log may say of an error: where it happened, and what it says of itself. Of a refused statement of ours its
 * text and the database's code only: its parameters, and what PostgreSQL says of them, are people's data.
 */
export function errorText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return withoutPersons(String(thrown))
  const from = (thrown.stack ?? '').split('\n').filter((line) => STACK.test(line))
  const said =
    thrown instanceof DrizzleQueryError ? refused(thrown) : `${thrown.name}: ${codeAndText(thrown)}`
  return [withoutPersons(said), ...from].join('\n')
}

function refused({ query, cause }: DrizzleQueryError): string {
  return `refused by the database (${sqlStateOf(cause) ?? 'no code'}): ${query}`
}

const sqlStateOf = (cause: unknown) => (cause as { code?: string } | undefined)?.code

/** PostgreSQL's own messages quote values; its five-character code says the same without them. */
function codeAndText(error: Error): string {
  const code = sqlStateOf(error)
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return `code ${code} of the database`
  return error.message
}
