/** How much of a document is read; what is larger is refused with its reason, so that memory stays flat. */
export const limits = {
  /** elements inside each other */
  depth: 100,
  /** characters of one text that is kept; attached files are skipped and may be longer */
  text: 1 << 20,
  /** elements that are kept of one document: its head, not its lines */
  nodes: 100_000,
  /** characters of one document */
  document: 100 << 20,
  /** characters kept of a document that gives nothing, for a person to see what it is */
  excerpt: 500,
  /** bytes of a PDF, which must be in memory as a whole */
  pdf: 50 << 20,
  /** milliseconds in which a PDF must be read */
  pdfMs: 8_000,
  /** archives inside each other */
  archives: 3,
  /** files in one archive */
  entries: 1_000_000,
  /** unpacked bytes of one file in an archive */
  entry: 256 << 20,
  /** unpacked bytes from which on the ratio counts */
  ratioFrom: 16 << 20,
  /** unpacked by packed bytes; invoices come to 10 to 60, bombs to 1,000 */
  ratio: 250,
} as const
