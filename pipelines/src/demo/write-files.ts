import fs from 'node:fs'
import path from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { DemoOptions } from './generate'
import { generateDemo } from './generate'

export interface DemoFiles {
  files: { path: string; events: number }[]
  events: number
  /** how many of each type */
  byType: Record<string, number>
}

/** A file of so many events is some 150 MB: small enough to open, large enough to be few. */
const EVENTS_A_FILE = 500_000
const BLOCK = 64 * 1024

/**
 * Writes the demo company as NDJSON event files `demo-0001.ndjson` … below `outDir`, in flat memory whatever the
 * size. The same options give the same bytes.
 */
export async function writeDemoFiles(
  options: DemoOptions & { eventsPerFile?: number; onProgress?: (events: number) => void },
  outDir: string,
): Promise<DemoFiles> {
  fs.mkdirSync(outDir, { recursive: true })
  const result: DemoFiles = { files: [], events: 0, byType: {} }
  let file: fs.WriteStream | undefined
  let block = ''
  const flush = async (end: boolean) => {
    if (!file) return
    if (!file.write(block)) await once(file, 'drain')
    block = ''
    if (end) {
      file.end()
      await finished(file)
      file = undefined
    }
  }
  for await (const event of generateDemo(options)) {
    const current = result.files.at(-1)
    if (!file || !current || current.events >= (options.eventsPerFile ?? EVENTS_A_FILE)) {
      await flush(true)
      const name = `demo-${String(result.files.length + 1).padStart(4, '0')}.ndjson`
      result.files.push({ path: path.join(outDir, name), events: 0 })
      file = fs.createWriteStream(path.join(outDir, name))
    }
    const { event_type: type } = event
    block += `${JSON.stringify(event)}\n`
    result.events += 1
    result.byType[type] = (result.byType[type] ?? 0) + 1
    const last = result.files.at(-1)
    if (last) last.events += 1
    if (block.length >= BLOCK) {
      await flush(false)
      options.onProgress?.(result.events)
    }
  }
  await flush(true)
  options.onProgress?.(result.events)
  return result
}
