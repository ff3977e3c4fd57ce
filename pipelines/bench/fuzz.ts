import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { connectWarehouse, migrate, startEngine } from '../src/index'
import { tryFile } from '../src/sources/testing/broken-files'
import { mutate } from '../src/sources/testing/mutate'
import { wholeFiles } from '../src/sources/testing/whole-files'

/**
 * Gives broken copies of a file of each kind to the product: read, or refused with a reason, without a crash, a lost
 * row or growing memory. Options: --copies (of all kinds together, default 2000), --seed, --kind.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-fuzz-'))
  const engine = await startEngine({ dataDir: folder })
  const warehouse = connectWarehouse(engine)
  try {
    await migrate(warehouse)
    const files = Object.entries(await wholeFiles()).filter(
      ([kind]) => !args['kind'] || kind === args['kind'],
    )
    const copies = Math.ceil(Number(args['copies'] ?? 2000) / files.length)
    for (const [kind, [fileName, bytes]] of files) {
      const outcomes: Record<string, number> = {}
      let slowest = 0
      for (const copy of mutate(bytes, copies, Number(args['seed'] ?? 1))) {
        const began = performance.now()
        const outcome = await tryFile(warehouse, copy.bytes, { fileName })
        slowest = Math.max(slowest, (performance.now() - began) / 1000)
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      }
      report(kind, copies, slowest, outcomes)
    }
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function report(kind: string, copies: number, slowest: number, outcomes: Record<string, number>): void {
  const resident = (process.memoryUsage().rss / 1e6).toFixed(0)
  const what = Object.entries(outcomes)
    .sort((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${outcome} ${count}`)
  process.stdout.write(
    `${kind.padEnd(16)} ${copies} copies, slowest ${slowest.toFixed(1)} s, resident ${resident} MB: ${what.join(', ')}\n`,
  )
}
