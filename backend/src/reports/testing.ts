import { inflateSync } from 'node:zlib'

export interface DecodedPng {
  readonly width: number
  readonly height: number
  /** how many different colours it has */
  readonly colours: number
}

/** Test aid: what a PNG of 8 bits with alpha shows; throws where it is none. */
export function decodePng(png: Buffer): DecodedPng {
  if (png.subarray(1, 4).toString() !== 'PNG') throw new Error('no PNG')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const packed: Buffer[] = []
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at)
    if (png.subarray(at + 4, at + 8).toString() === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return { width, height, colours: coloursOf(inflateSync(Buffer.concat(packed)), width, height) }
}

/** Undoes the filters of the format, line by line (PNG specification, section 9). */
function coloursOf(lines: Buffer, width: number, height: number): number {
  const [pixel, stride] = [4, width * 4]
  const seen = new Set<number>()
  let above = Buffer.alloc(stride)
  for (let line = 0; line < height; line += 1) {
    const start = line * (stride + 1)
    const filter = lines[start] ?? 0
    const row = Buffer.from(lines.subarray(start + 1, start + 1 + stride))
    for (let at = 0; at < stride; at += 1) {
      const left = at < pixel ? 0 : (row[at - pixel] ?? 0)
      const corner = at < pixel ? 0 : (above[at - pixel] ?? 0)
      row[at] = ((row[at] ?? 0) + predicted(filter, left, above[at] ?? 0, corner)) & 255
    }
    for (let at = 0; at < stride; at += pixel) seen.add(row.readUInt32BE(at))
    above = row
  }
  return seen.size
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
