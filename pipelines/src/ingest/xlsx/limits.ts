/** What a spreadsheet may come to; beyond it the file is refused, because it would fill the memory or never end. */
export const limits = {
  /** bytes of the file itself, which is held in memory: its table of contents stands at its end */
  packed: 64 * 1024 * 1024,
  entries: 10_000,
  /** bytes of one part of it, unpacked */
  part: 2 * 1024 * 1024 * 1024,
  /** how many times its packed size a part may unpack to, once it is larger than `ratioFrom` */
  ratio: 300,
  ratioFrom: 32 * 1024 * 1024,
  /** characters of all texts that cells share, and of one stretch without a tag */
  sharedText: 64 * 1024 * 1024,
  stretch: 1024 * 1024,
  columns: 2000,
  rows: 1_048_576,
  cells: 30_000_000,
  merged: 200_000,
}
