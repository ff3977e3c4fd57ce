/** What is being written of a merge tag before the caret; undefined: nothing. */
export const startedTag = (before: string): string | undefined =>
  /\{\{\s*[#^/]?\s*([\w.]*)$/.exec(before)?.[1]

/** The text with a tag in the place of the selection, or of a tag that was begun there, and where the caret goes. */
export function withTag(
  text: string,
  from: number,
  to: number,
  tag: { name: string; kind: string },
): { text: string; caret: number } {
  const begun = /\{\{\s*[#^/]?\s*[\w.]*$/.exec(text.slice(0, from))
  const start = begun ? begun.index : from
  const rest = text.slice(to).replace(/^\s*\}\}/, '')
  const written =
    tag.kind === 'flag' ? `{{#${tag.name}}}${text.slice(from, to)}{{/${tag.name}}}` : `{{${tag.name}}}`
  return { text: text.slice(0, start) + written + rest, caret: start + written.length }
}
