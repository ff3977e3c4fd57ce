/** A `{name: Type}` of a statement. */
export interface StatementParam {
  name: string
  type: string
}

/** Comments, texts and quoted names, in which braces mean nothing. */
const SKIPPED =
  /--[^\n]*|#[! ][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g
const PARAM = /\{\s*([A-Za-z_]\w*)\s*:\s*([A-Za-z][\w(), ]*?)\s*\}/g

/** The parameters of a statement in the order they first appear, each once. */
export function paramsOf(sql: string): StatementParam[] {
  const found = new Map<string, StatementParam>()
  for (const [, name = '', type = ''] of sql.replace(SKIPPED, ' ').matchAll(PARAM))
    if (!found.has(name)) found.set(name, { name, type })
  return [...found.values()]
}

/** What a field holds before anybody typed: days of the period that the other screens show. */
export function firstValue({ name, type }: StatementParam, from: string, asOf: string): string {
  if (!/^(Nullable\()?Date/.test(type)) return ''
  return /^(from|start|since|begin)/i.test(name) ? from : asOf
}

/** Whether a value must be typed before the statement can run: an empty text is a value, an empty number is none. */
export const isMissing = ({ type }: StatementParam, value: string): boolean =>
  value === '' && !/^(Nullable|LowCardinality|String|FixedString)/.test(type)
