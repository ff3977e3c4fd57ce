import type { Line } from '../statement-text'

/** One field of a SWIFT message, such as :61:, with the lines that continue it. */
export interface SwiftField {
  tag: string
  text: string
  /** of its first line */
  line: number
}

export type SwiftStep =
  | { step: 'field'; field: SwiftField }
  /** end of a message */
  | { step: 'end' }
  /** a line that belongs to no field, or a field that is too long */
  | { step: 'stray'; text: string; line: number; reason: 'malformed' | 'too_large' }

const TAG = /^:(\d\d[A-Z]?):/
/**
 * What some banks write before a message instead of the envelope of SWIFT: who sends and receives it, and its kind.
 */
const AROUND =
  /^(?::?94[02]:?|94[02] \d\d|[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|\d{4} \d\d[A-Z]{6}[A-Z0-9]{2,6}\d{5})$/
/** A field :86: has at most 6 lines by the standard; banks write more. */
const MOST_LINES = 100

/** Fields of the messages in a file, whether they stand in SWIFT envelopes or plain one after the other. */
export async function* readMessages(lines: AsyncIterable<Line>): AsyncGenerator<SwiftStep> {
  let field: SwiftField | null = null
  let count = 0
  for await (const { number, text, tooLong } of lines) {
    const body = withoutEnvelope(text)
    const tag = TAG.exec(body)?.[1]
    const ends = body === '-' || body.startsWith('-}')
    if ((tag !== undefined || ends) && field) {
      yield { step: 'field', field }
      field = null
    }
    if (ends) yield { step: 'end' }
    else if (tooLong) yield { step: 'stray', text: text.slice(0, 1000), line: number, reason: 'too_large' }
    else if (tag !== undefined) {
      field = { tag, text: body.slice(tag.length + 2), line: number }
      count = 1
    } else if (body.trim() === '' || (!field && AROUND.test(body))) continue
    else if (!field) yield { step: 'stray', text: body, line: number, reason: 'malformed' }
    else if (count >= MOST_LINES) yield { step: 'stray', text: body, line: number, reason: 'too_large' }
    else {
      field.text += `\n${body}`
      count += 1
    }
  }
  if (field) yield { step: 'field', field }
  yield { step: 'end' }
}

/** Headers {1:…}{2:…}{3:…} and the beginning {4: of the text; some banks write control characters before. */
function withoutEnvelope(text: string): string {
  const body = text.replace(/^[\s\p{Cc}]*/u, '').trimEnd()
  if (!body.startsWith('{')) return body
  const at = body.indexOf('{4:')
  if (at >= 0) return body.slice(at + 3)
  return /^\{[1235]:/.test(body) ? '' : body
}
