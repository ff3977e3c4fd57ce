/** Reads `key: value` lines between two lines of dashes at the top of a template; the rest is its body. */
export function frontMatter(content: string): { fields: Readonly<Record<string, string>>; body: string } {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(content)
  if (!match) return { fields: {}, body: content.trim() }
  const fields: Record<string, string> = {}
  for (const line of (match[1] ?? '').split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
  }
  return { fields, body: content.slice(match[0].length).trim() }
}
