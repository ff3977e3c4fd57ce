/** Stands around the name of a block in a merged letter; names and numbers never hold control characters. */
export const BLOCK_MARK = '\u0001'

export type Paragraph =
  | { readonly kind: 'text'; readonly text: string; readonly strong: boolean }
  | { readonly kind: 'item'; readonly text: string }
  | { readonly kind: 'block'; readonly name: string }

/** A merged letter in pieces: parted by empty lines, `- ` begins an item, `**` around a paragraph makes it bold. */
export function paragraphs(merged: string): readonly Paragraph[] {
  return merged
    .replaceAll(new RegExp(`${BLOCK_MARK}[^${BLOCK_MARK}]+${BLOCK_MARK}`, 'g'), (found) => `\n\n${found}\n\n`)
    .split(/\n\s*\n/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .flatMap(paragraph)
}

function paragraph(piece: string): readonly Paragraph[] {
  if (piece.startsWith(BLOCK_MARK)) return [{ kind: 'block', name: piece.slice(1, -1) }]
  if (piece.startsWith('- ')) {
    return piece.split(/\n(?=- )/).map((item) => ({ kind: 'item', text: oneSpace(item.slice(2)) }))
  }
  const bold = /^\*\*([\s\S]+)\*\*$/.exec(piece)?.[1]
  // Line breaks inside a paragraph are kept: signatures are written line by line.
  const text = (bold ?? piece).split('\n').map(oneSpace).join('\n')
  return [{ kind: 'text', text, strong: bold !== undefined }]
}

const oneSpace = (text: string): string => text.replaceAll(/[ \t]+/g, ' ').trim()
