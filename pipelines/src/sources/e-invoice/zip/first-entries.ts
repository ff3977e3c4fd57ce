import { Unzip, UnzipInflate } from 'fflate'

const HEAD = 64 * 1024
const SLICE = 4096
/** Unpacked bytes after which enough was seen. */
const ENOUGH = 4 << 20

/** Names and first bytes of the files at the beginning of an archive, as far as its first bytes tell. */
export function firstEntries(bytes: Buffer): { name: string; head: Buffer }[] {
  let unpacked = 0
  const found: { name: string; parts: Uint8Array[]; size: number }[] = []
  const unzip = new Unzip((file) => {
    const entry = { name: file.name, parts: [] as Uint8Array[], size: 0 }
    found.push(entry)
    file.ondata = (error, part) => {
      if (error) return
      unpacked += part.length
      if (entry.size >= HEAD) return
      entry.parts.push(part)
      entry.size += part.length
    }
    if (found.length <= 5) file.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let from = 0; from < bytes.length && found.length < 20 && unpacked < ENOUGH; from += SLICE) {
      unzip.push(bytes.subarray(from, from + SLICE))
    }
  } catch {
    // what was read before still tells what it is; the fault comes up again when it is loaded
  }
  return found.map(({ name, parts }) => ({ name, head: Buffer.concat(parts).subarray(0, HEAD) }))
}
