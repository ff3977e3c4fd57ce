const NAMED: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}
const PARAGRAPH = /^(p|div|ul|ol|table|h[1-6]|mj-text|mj-button|mj-section|mj-column|mj-table)$/
const UNREAD = /<(mj-head|mj-style|style|script)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->/gi
const TOKEN = /<(\/?)([a-z][a-z0-9-]*)([^>]*)>|([^<]+|<)/gi

/** Plain text with the content of MJML or HTML, merge tags untouched: paragraphs, list items, addresses of links. */
export function textVersion(source: string): string {
  let text = ''
  const links: { href: string; from: number }[] = []
  for (const [, closing, name, attributes, words] of source.replaceAll(UNREAD, '').matchAll(TOKEN)) {
    if (words !== undefined) text += words.replaceAll(/[^\S\u00a0]+/g, ' ')
    if (name === undefined) continue
    const element = name.toLowerCase()
    if (PARAGRAPH.test(element)) text += '\n\n'
    if (element === 'br' || element === 'tr') text += '\n'
    if (element === 'li' && !closing) text += '\n- '
    if (element !== 'a' && element !== 'mj-button') continue
    if (!closing) links.push({ href: hrefOf(attributes ?? ''), from: text.length })
    else text = withAddress(text, links.pop())
  }
  return tidyLines(decoded(text))
}

/** No spaces at the ends of lines, no more than one empty line: what a left-out condition leaves behind. */
export function tidyLines(text: string): string {
  return text
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function withAddress(text: string, link: { href: string; from: number } | undefined): string {
  if (!link || link.href === '' || link.href.startsWith('mailto:')) return text
  const label = text.slice(link.from).trim()
  return label === link.href ? text : `${text.trimEnd()} (${link.href})`
}

const hrefOf = (attributes: string): string => /\bhref\s*=\s*"([^"]*)"/i.exec(attributes)?.[1]?.trim() ?? ''

function decoded(text: string): string {
  return text.replaceAll(/&(#\d+|#x[0-9a-f]+|[a-z]+);/gi, (found, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? found
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : found
  })
}
