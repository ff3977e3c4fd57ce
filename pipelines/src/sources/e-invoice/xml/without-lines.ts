const LINE = /<((?:[\w.-]+:)?(?:InvoiceLine|CreditNoteLine|IncludedSupplyChainTradeLineItem))>/g

/**
 * The text without the lines of its invoices, which are most of it and say nothing of what is owed. A document that is
 * found broken without them is read again as it is, so that the place of the fault is right.
 */
export function withoutLines(text: string): string {
  let kept = ''
  let from = 0
  LINE.lastIndex = 0
  for (let found = LINE.exec(text); found; found = LINE.exec(text)) {
    const close = `</${found[1] ?? ''}>`
    const end = text.indexOf(close, LINE.lastIndex)
    if (end < 0) break
    kept += text.slice(from, found.index)
    from = end + close.length
    LINE.lastIndex = from
  }
  return from === 0 ? text : kept + text.slice(from)
}
