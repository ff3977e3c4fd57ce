import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** One sheet of a printed page, in points. */
export interface Sheet {
  readonly width: number
  readonly height: number
  readonly text: string
  /** texts that begin or end outside of the sheet */
  readonly cut: readonly string[]
}

/** The sheets of a PDF that the browser printed, with what a reader finds on each. */
export async function sheetsOf(pdf: Buffer): Promise<Sheet[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 })
  try {
    const file = await task.promise
    const sheets: Sheet[] = []
    for (let number = 1; number <= file.numPages; number++) {
      const sheet = await file.getPage(number)
      const { width, height } = sheet.getViewport({ scale: 1 })
      const { items } = await sheet.getTextContent()
      const placed = items.flatMap((item) =>
        'str' in item && item.str.trim() !== '' ? [{ ...item, x: Number(item.transform[4]) }] : [],
      )
      sheets.push({
        ...{ width, height },
        text: placed
          .map(({ str }) => str)
          .join(' ')
          .replaceAll(/\s+/g, ' '),
        cut: placed.filter(({ x, width: wide }) => x < 0 || x + wide > width).map(({ str }) => str),
      })
    }
    return sheets
  } finally {
    await task.destroy()
  }
}
