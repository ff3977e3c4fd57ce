/**
 * A text as SQL literal. The views that spread a landing file take no server parameters, so constants of a load
 * (entity, currency, time zone) stand in their text, always through here.
 */
export function literal(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\0/g, '\\0')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
  return `'${escaped}'`
}

/** A list of texts as SQL tuple, for IN. */
export const literals = (texts: readonly string[]): string => `(${texts.map(literal).join(', ')})`

/** multiIf of the first condition that holds; `otherwise` where none does. */
export function firstOf(cases: [condition: string, value: string][], otherwise: string): string {
  const parts = cases.map(([condition, value]) => `${condition}, ${value}`)
  return parts.length === 0 ? otherwise : `multiIf(${parts.join(', ')}, ${otherwise})`
}
