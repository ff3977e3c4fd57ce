const ELEMENT = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/gi
const VOID = /^(br|hr|img|wbr|col|input|meta|link|area|source)$/

/**
 * The first element that is not closed, or closed without having been opened. MJML's reader is lenient: an element left
 * open would swallow what the layout puts after it, the opt-out included.
 */
export function unclosed(source: string): { readonly found: string; readonly at: number } | null {
  const open: { name: string; found: string; at: number }[] = []
  for (const match of source.matchAll(ELEMENT)) {
    const [found, closing, written, , selfClosed] = match
    const name = written?.toLowerCase()
    if (name === undefined || VOID.test(name) || selfClosed) continue
    if (!closing) {
      open.push({ name, found, at: match.index })
      continue
    }
    const last = open.pop()
    if (last?.name !== name) return last ? { found: last.found, at: last.at } : { found, at: match.index }
  }
  const left = open.at(-1)
  return left ? { found: left.found, at: left.at } : null
}
