/** What is no word of a statement: texts, quoted names, comments. */
const QUOTED = String.raw`'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|\`(?:[^\`\\]|\\.)*\`|--[^\n]*|/\*[\s\S]*?\*/`
const JOIN = String.raw`(?:\b(?:ANY|ALL|ASOF|SEMI|ANTI|LEFT|INNER|CROSS|OUTER)\s+)*\bJOIN\b`
const IN = String.raw`\b(?:NOT\s+)?IN\s*(?=\(\s*(?:SELECT|WITH)\b)`
const WORDS = new RegExp(
  String.raw`(${QUOTED}|\bGLOBAL\s+(?:${IN}|${JOIN})|\b(?:LEFT\s+)?ARRAY\s+JOIN\b)|(${IN}|${JOIN})`,
  'g',
)

/**
 * The same statement for tables whose rows are on several shards: what it compares and joins with is worked out once
 * where it is asked, and sent along. Without that each shard would look for it among its own rows, or in tables that
 * it does not have.
 */
export const globally = (sql: string): string =>
  /^\s*(?:--[^\n]*\s*)*ALTER\b/.test(sql)
    ? sql
    : sql.replace(WORDS, (found, asItIs: string | undefined) => asItIs ?? `GLOBAL ${found}`)
