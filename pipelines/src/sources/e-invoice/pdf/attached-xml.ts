import { limits } from '../xml/limits'
import { PdfReader } from './pdf-reader'
import { unpacksToTooMuch } from './unpacked-size'

/** Names under which invoices are attached: Factur-X and ZUGFeRD 2.1, XRechnung, ZUGFeRD 2.0 and 1, Order-X. */
const KNOWN = ['factur-x.xml', 'xrechnung.xml', 'zugferd-invoice.xml', 'order-x.xml', 'cii.xml', 'ubl.xml']

/** What a PDF has attached, or why there is nothing to read. */
export type Attached = { bytes: Buffer } | { why: string }

const reader = new PdfReader(limits.pdfMs)

/**
 * The XML that is attached to a PDF/A-3: the one of a known name, else the only other XML. The PDF itself is not drawn,
 * and scripts in it are not run.
 */
export async function attachedXml(pdf: Buffer, reading = reader): Promise<Attached> {
  if (pdf.length > limits.pdf) return { why: 'The PDF is larger than 50 MB' }
  if (unpacksToTooMuch(pdf)) return { why: 'What the PDF has attached unpacks to more than 64 MB' }
  const answer = await reading.read(pdf)
  if ('why' in answer) return { why: `The PDF cannot be read: ${answer.why.replace(/\.+$/, '')}` }
  const named = (name: string) => answer.files.find((file) => file.name.toLowerCase().endsWith(name))
  const chosen = KNOWN.map(named).find((file) => file !== undefined) ?? answer.files[0]
  if (!chosen) return { why: 'The PDF has no XML attached, so it is a picture of an invoice only' }
  return { bytes: Buffer.from(chosen.content) }
}
