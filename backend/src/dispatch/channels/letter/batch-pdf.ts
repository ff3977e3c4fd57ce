import PDFDocument from 'pdfkit'

/** Points of a millimetre. */
const MM = 72 / 25.4
/** Window of a French DL envelope on A4 (NF Z 11-001): the address stands in the upper right. */
const WINDOW = { left: 110 * MM, top: 50 * MM, width: 80 * MM }
const MARGIN = 20 * MM
const TEXT_TOP = 105 * MM

interface Letter {
  readonly address: string
  readonly subject: string
  readonly text: string
  readonly day: string
}

/** Letters one after the other in one PDF, A4, each beginning on a page of its own. */
export async function batchPdf(letters: readonly Letter[]): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', margin: MARGIN, autoFirstPage: false })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve)
    document.on('error', reject)
  })
  for (const letter of letters) {
    document.addPage()
    document.font('Helvetica').fontSize(10.5)
    document.text(letter.address, WINDOW.left, WINDOW.top, { width: WINDOW.width })
    document.font('Helvetica-Bold').text(letter.subject, MARGIN, TEXT_TOP)
    document.font('Helvetica').moveDown().text(letter.text, { align: 'left', lineGap: 2 })
  }
  if (letters.length === 0) document.addPage()
  document.end()
  await ended
  return Buffer.concat(chunks)
}
