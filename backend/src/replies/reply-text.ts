const LONGEST = 4000
/** Lines with which mail programs begin what they quote. */
const QUOTES = [
  /^\s*>/,
  /^-{2,}\s*(original message|message d['’]origine|message transféré|forwarded message)/i,
  /^_{10,}\s*$/,
  /^(le|on)\b.{5,200}\b(a écrit|wrote)\s*:\s*$/i,
  /^(de|from)\s*:.*(@|<).*$/i,
]
/** `Le … a écrit :` is often broken over two lines. */
const BROKEN_QUOTE = /^(le|on)\b.{5,120}$/i
const QUOTE_END = /\b(a écrit|wrote)\s*:\s*$/i

/** What a person wrote himself, without what his mail program quoted below; at most 4,000 characters. */
export function replyText(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const end = lines.findIndex(
    (line, at) =>
      QUOTES.some((quote) => quote.test(line)) ||
      (BROKEN_QUOTE.test(line) && QUOTE_END.test(lines[at + 1] ?? '') && !QUOTE_END.test(line)),
  )
  const own = (end === -1 ? lines : lines.slice(0, end)).join('\n').replace(/\n{3,}/g, '\n\n')
  return own.trim().slice(0, LONGEST)
}
