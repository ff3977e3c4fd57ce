import type { Block } from './blocks'
import type { Language } from './format'
import { escapeHtml } from './safe-text'

const CELL = 'padding:6px 8px;border-bottom:1px solid #d8dde3;font-size:14px;line-height:20px;'
const WHOLE = 'white-space:nowrap;'
const RIGHT = `text-align:right;${WHOLE}`
const TABLE = 'width:100%;border-collapse:collapse;margin:4px 0 8px;'

/** Inline styles only: mail programs drop style sheets. */
export function blockHtml(blocks: readonly Block[]): string {
  return blocks.map(html).join('')
}

export function blockText(blocks: readonly Block[], language: Language): string {
  const colon = language === 'fr' ? '\u00a0: ' : ': '
  return blocks.map((block) => text(block, colon)).join('\n\n')
}

function html(block: Block): string {
  if (block.kind === 'button') return button(block.label, block.href)
  if (block.kind === 'lines') return lines(block)
  const [number, , due, late, open] = block.head
  const head = [number, due, late, open].map((cell, index) => cellHtml('th', cell, index)).join('')
  const rows = block.rows.map(([id, , dueOn, days, amount]) => {
    const cells = [id, dueOn, days, amount].map((cell, index) => cellHtml('td', cell, index))
    return `<tr>${cells.join('')}</tr>`
  })
  const title =
    block.title === '' ? '' : `<p style="margin:12px 0 4px;font-weight:bold">${escapeHtml(block.title)}</p>`
  return `${title}<table style="${TABLE}" cellpadding="0" cellspacing="0"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** On a telephone the number of the invoice gives way, which comes first; days and amounts stay whole. */
function cellHtml(element: 'td' | 'th', content: string, column: number): string {
  const align = column > 1 ? RIGHT : `text-align:left;${column === 0 ? 'word-break:break-word;' : WHOLE}`
  return `<${element} style="${CELL}${align}">${escapeHtml(content)}</${element}>`
}

function lines({ lines, strong }: Extract<Block, { kind: 'lines' }>): string {
  const weight = strong ? 'font-weight:bold;' : ''
  const rows = lines.map(
    ([label, value]) =>
      `<tr><td style="${CELL}${weight}text-align:left">${escapeHtml(label)}</td>` +
      `<td style="${CELL}${weight}${RIGHT}">${escapeHtml(value)}</td></tr>`,
  )
  return `<table role="presentation" style="${TABLE}" cellpadding="0" cellspacing="0"><tbody>${rows.join('')}</tbody></table>`
}

function button(label: string, href: string): string {
  const style =
    'display:inline-block;padding:12px 22px;background:#1f4e79;color:#ffffff;text-decoration:none;' +
    'font-weight:bold;border-radius:4px;'
  return `<p style="margin:8px 0"><a href="${escapeHtml(href)}" style="${style}">${escapeHtml(label)}</a></p>`
}

/** An IBAN in plain text has no spaces: it is there to be copied. */
function text(block: Block, colon: string): string {
  if (block.kind === 'button') return `${block.label}${colon}${block.href}`
  if (block.kind === 'lines')
    return block.lines
      .map(([label, value]) => `${label}${colon}${label === 'IBAN' ? value.replaceAll('\u00a0', '') : value}`)
      .join('\n')
  const [, , due, late] = block.head
  const rows = block.rows.map(([id, , dueOn, days, open]) => {
    const delay = days === '–' ? '' : `, ${late.toLowerCase()} ${days}`
    return `- ${id}${colon}${open} (${due.toLowerCase()} ${dueOn}${delay})`
  })
  return [...(block.title === '' ? [] : [`${block.title}${colon.trimEnd()}`]), ...rows].join('\n')
}
