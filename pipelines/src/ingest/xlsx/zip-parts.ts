import { once } from 'node:events'
import { crc32, createInflateRaw } from 'node:zlib'
import { IngestError } from '../ingest-error'
import { limits } from './limits'

interface Part {
  method: number
  crc: number
  packed: number
  size: number
  offset: number
}

/** The parts of a packed file, by name, in any order and as often as needed. */
export interface Parts {
  names: string[]
  has(name: string): boolean
  /** bytes of a part, unpacked as they are asked for */
  read(name: string): AsyncIterable<Buffer>
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

/** Reads the table of contents. @throws IngestError `ingest/spreadsheet-broken`, `ingest/spreadsheet-too-large` */
export function openParts(file: Buffer, fileName: string): Parts {
  const parts = contentsOf(file, fileName)
  return {
    names: [...parts.keys()],
    has: (name) => parts.has(name),
    read: (name) => unpack(file, name, parts.get(name), fileName),
  }
}

export const broken = (fileName: string, why: string): IngestError =>
  new IngestError(
    'ingest/spreadsheet-broken',
    `${fileName} cannot be read as a spreadsheet: ${why}. Open it in your spreadsheet program, save it again as .xlsx or as CSV, and load that.`,
  )

export const tooLarge = (fileName: string, why: string): IngestError =>
  new IngestError(
    'ingest/spreadsheet-too-large',
    `${fileName} is not unpacked: ${why}. Save the sheet as CSV and load that; a CSV file may have any size.`,
  )

function contentsOf(file: Buffer, fileName: string): Map<string, Part> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + 22 > file.length || file.readUInt32LE(end) !== END) {
    throw broken(fileName, 'its end is missing, so it was not transferred as a whole')
  }
  const count = file.readUInt16LE(end + 10)
  if (count > limits.entries) throw tooLarge(fileName, `it has more than ${limits.entries} parts`)
  let at = file.readUInt32LE(end + 16)
  const parts = new Map<string, Part>()
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== ENTRY) {
      throw broken(fileName, 'its table of contents is damaged')
    }
    const [name, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const part = {
      method: file.readUInt16LE(at + 10),
      crc: file.readUInt32LE(at + 16),
      packed: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
    }
    parts.set(file.toString('utf8', at + 46, at + 46 + name).replace(/\\/g, '/'), part)
    at += 46 + name + extra + comment
  }
  return parts
}

async function* unpack(
  file: Buffer,
  name: string,
  part: Part | undefined,
  fileName: string,
): AsyncGenerator<Buffer> {
  if (!part) throw broken(fileName, `it has no part ${name}`)
  const { offset } = part
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== LOCAL) {
    throw broken(fileName, `the part ${name} is damaged`)
  }
  const begin = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  const packed = file.subarray(begin, begin + part.packed)
  const check = (size: number) => {
    if (size > limits.part)
      throw tooLarge(fileName, `the part ${name} unpacks to more than ${limits.part} bytes`)
    if (size > limits.ratioFrom && size > limits.ratio * Math.max(packed.length, 1)) {
      throw tooLarge(fileName, `the part ${name} unpacks to more than ${limits.ratio} times its size`)
    }
  }
  check(part.size)
  const sound = (crc: number) => {
    if (crc === part.crc) return
    throw broken(fileName, `the part ${name} is damaged, its checksum is not the one that is stated`)
  }
  if (part.method === 0) {
    sound(crc32(packed))
    yield packed
    return
  }
  if (part.method !== 8) throw broken(fileName, `the part ${name} is packed in a way that is not known`)
  let size = 0
  let crc = 0
  for await (const chunk of inflate(packed, fileName)) {
    size += chunk.length
    check(size)
    crc = crc32(chunk, crc)
    yield chunk
  }
  sound(crc)
}

/** Packed bytes go in as room is made by who reads: what is unpacked and not read yet stays small. */
async function* inflate(packed: Buffer, fileName: string): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw()
  const feed = async () => {
    for (let from = 0; from < packed.length && !inflater.destroyed; from += 16384) {
      if (!inflater.write(packed.subarray(from, from + 16384))) await once(inflater, 'drain')
    }
    if (!inflater.destroyed) inflater.end()
  }
  feed().catch(() => undefined)
  try {
    for await (const chunk of inflater) yield chunk as Buffer
  } catch (error) {
    throw broken(fileName, (error as Error).message)
  } finally {
    inflater.destroy()
  }
}
