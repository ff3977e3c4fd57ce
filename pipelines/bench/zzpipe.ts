import fs from 'node:fs'
import { openInput } from '../src/ingest/open-input'
import { planFor } from '../src/sources'
import { inputOf } from '../src/ingest/landing-input'
const cpu = () => { const c = process.cpuUsage(); return (c.user + c.system) / 1e6 }
export async function run(args: Record<string, string>): Promise<void> {
  const file = args['file']!
  for (let r = 0; r < 4; r++) {
    const a = cpu()
    let n = 0
    for await (const b of fs.createReadStream(file, { highWaterMark: 1 << 20 })) n += (b as Buffer).length
    const b = cpu()
    for (const once of [true, false]) {
      const c = cpu()
      const opened = await openInput(fs.createReadStream(file, { highWaterMark: 1 << 20 }), args['name']!)
      const options = { fileName: args['name']!, historyFrom: '2025-05-01' }
      const plan = planFor(opened.sample, options)
      const input = inputOf(opened, plan, options, once)
      let lines = 0, pieces = 0
      for await (const bytes of once ? input.body() : input.again!.read()) { pieces++; const by = bytes as Buffer
        if (args['count']) for (let at = by.indexOf(10); at !== -1; at = by.indexOf(10, at + 1)) lines += 1 }
      const d = cpu()
      await input.again?.close()
      console.log(once ? 'once' : 'again', 'pieces', pieces, 'lines', lines, 'cpu', (d - c).toFixed(3), 'close', (cpu() - d).toFixed(3), 'plain read', (b - a).toFixed(3), n)
    }
  }
}
