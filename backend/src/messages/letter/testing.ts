import { inflateSync } from 'node:zlib'
import { mm } from './page'

const HEIGHT = 841.89
/** WinAnsi's own signs that these letters use (PDF 1.7, annex D.2). */
const SIGNS: Readonly<Record<string, string>> = { '\x80': '€', '\x92': '’', '\x96': '–' }

interface Placed {
  readonly page: number
  /** mm from the left and from the top */
  readonly x: number
  readonly y: number
  readonly text: string
}

/** Test aid: text with its place, from the content streams that pdfkit writes: `1 0 0 1 x y Tm` and hexadecimal strings in TJ. */
export function placed(pdf: Buffer): Placed[] {
  const raw = pdf.toString('latin1')
  const found: Placed[] = []
  let page = 0
  for (const match of raw.matchAll(/\/Filter \/FlateDecode\s*>>\s*stream\r?\n/g)) {
    const from = match.index + match[0].length
    const content = inflated(pdf.subarray(from, raw.indexOf('endstream', from)))
    if (!content.includes(' Tm')) continue
    page += 1
    for (const [, x, y, strings] of content.matchAll(/1 0 0 1 ([\d.-]+) ([\d.-]+) Tm[^[]*\[([^\]]*)\] TJ/g)) {
      const hex = [...(strings ?? '').matchAll(/<([0-9a-f]*)>/g)].map(([, digits]) => digits).join('')
      const text = Buffer.from(hex, 'hex')
        .toString('latin1')
        .replaceAll(/[\x80\x92\x96]/g, (sign) => SIGNS[sign] ?? '')
      found.push({ page, x: Number(x) / mm(1), y: (HEIGHT - Number(y)) / mm(1), text })
    }
  }
  return found
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1')
  } catch {
    return ''
  }
}

/** Test aid: all the text of a PDF of ours in the order in which it was drawn, with plain spaces. */
export const pdfText = (pdf: Buffer): string =>
  placed(pdf)
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
