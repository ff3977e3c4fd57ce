import { SaxesParser } from 'saxes'
import type { IngestError } from '../ingest-error'
import { broken, tooLarge } from './zip-parts'
import { limits } from './limits'

export interface Tag {
  /** name without prefix */
  name: string
  attributes: Record<string, string>
}

export interface XmlHandlers {
  open?(tag: Tag): void
  text?(text: string): void
  close?(name: string): void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Reads a part as XML, calling back as it goes; after each piece of it `next` yields to who reads. No document type, so
 * no entities but the five of XML.
 * @throws IngestError `ingest/spreadsheet-broken`, `ingest/spreadsheet-too-large`
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  fileName: string,
): AsyncGenerator<void> {
  const parser = new SaxesParser()
  const failed: { error?: IngestError } = {}
  parser.on('error', (error) => (failed.error ??= broken(fileName, error.message)))
  parser.on('doctype', () => (failed.error ??= broken(fileName, 'it declares a document type')))
  parser.on('opentag', ({ name, attributes }) => {
    handlers.open?.({ name: local(name), attributes: attributes as Record<string, string> })
  })
  parser.on('text', (text) => handlers.text?.(text))
  parser.on('cdata', (text) => handlers.text?.(text))
  parser.on('closetag', ({ name }) => handlers.close?.(local(name)))
  const decoder = new TextDecoder('utf-8')
  let stretch = 0
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    const last = text.lastIndexOf('<')
    const first = text.indexOf('<')
    if (stretch + (first === -1 ? text.length : first) > limits.stretch) {
      throw tooLarge(fileName, 'it has a cell of more than 1 MB')
    }
    stretch = last === -1 ? stretch + text.length : text.length - last
    parser.write(text)
    if (failed.error) throw failed.error
    yield
  }
  parser.close()
  if (failed.error) throw failed.error
  yield
}

/** Reads a part to its end. */
export async function readAll(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  fileName: string,
): Promise<void> {
  const pieces = readXml(bytes, handlers, fileName)
  while (!(await pieces.next()).done);
}
