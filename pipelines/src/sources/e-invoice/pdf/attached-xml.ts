import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { limits } from '../xml/limits'
import { unpacksToTooMuch } from './unpacked-size'

/** Names under which invoices are attached: Factur-X and ZUGFeRD 2.1, XRechnung, ZUGFeRD 2.0 and 1, Order-X. */
const KNOWN = ['factur-x.xml', 'xrechnung.xml', 'zugferd-invoice.xml', 'order-x.xml', 'cii.xml', 'ubl.xml']

/** What a PDF has attached, or why there is nothing to read. */
export type Attached = { bytes: Buffer } | { why: string }

/**
 * The XML that is attached to a PDF/A-3: the one of a known name, else the only other XML. The PDF itself is not drawn,
 * and scripts in it are not run.
 */
export async function attachedXml(pdf: Buffer): Promise<Attached> {
  if (pdf.length > limits.pdf) return { why: 'The PDF is larger than 50 MB' }
  if (unpacksToTooMuch(pdf)) return { why: 'What the PDF has attached unpacks to more than 64 MB' }
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({
    data: new Uint8Array(pdf),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
  })
  try {
    const document = await task.promise
    const files = filesOf(await document.getAttachments())
    return choose(files.some(isXml) ? files : [...files, ...(await notedFiles(document))])
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { why: `The PDF cannot be read: ${message.replace(/\.+$/, '')}` }
  } finally {
    await task.destroy().catch(() => undefined)
  }
}

/** Pages on which files are looked for that are attached to a note, not to the document. */
const PAGES = 10

async function notedFiles(document: PDFDocumentProxy): Promise<AttachedFile[]> {
  const files: AttachedFile[] = []
  for (let number = 1; number <= Math.min(document.numPages, PAGES); number += 1) {
    const page = await document.getPage(number)
    const notes: unknown[] = await page.getAnnotations()
    for (const note of notes) {
      if (typeof note === 'object' && note !== null && 'file' in note) files.push(...filesOf([note.file]))
    }
  }
  return files
}

interface AttachedFile {
  name: string
  content: Uint8Array
}

/** What the library answers, checked, because it is typed as anything. */
function filesOf(attachments: unknown): AttachedFile[] {
  const files = attachments instanceof Map ? [...attachments.values()] : Object.values(attachments ?? {})
  return files.flatMap((file: unknown) => {
    if (typeof file !== 'object' || file === null || !('content' in file) || !('filename' in file)) return []
    const { content, filename } = file
    return content instanceof Uint8Array ? [{ name: String(filename), content }] : []
  })
}

const isXml = ({ name }: AttachedFile): boolean => /\.xml$/i.test(name)

function choose(files: AttachedFile[]): Attached {
  const xml = files.filter(isXml)
  const known = KNOWN.flatMap((name) => xml.filter((file) => file.name.toLowerCase().endsWith(name)))
  const chosen = known[0] ?? xml[0]
  if (!chosen) return { why: 'The PDF has no XML attached, so it is a picture of an invoice only' }
  return { bytes: Buffer.from(chosen.content) }
}
