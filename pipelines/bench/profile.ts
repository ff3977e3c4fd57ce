// npm run bench -- profile [--source csv] [--rows 1000000]: which statements of a load take how long.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { connectWarehouse, ingestFile, migrate, startEngine } from '../src/index'
import type { Warehouse } from '../src/index'
import { coreSeconds, since } from './core-seconds'
import { kinds } from './files/kinds'

interface Sum {
  times: number
  seconds: number
  cores: number
}

/** Prints the statements of one load by the work of the engine, each running alone, with those that take 20 ms or more. */
export async function run(args: Record<string, string>): Promise<void> {
  const kind = kinds[args['source'] ?? 'csv']
  if (!kind) throw new Error(`--source ${Object.keys(kinds).join(' | ')}`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const engine = await startEngine({ dataDir: folder })
  const warehouse = connectWarehouse(engine)
  const sums = new Map<string, Sum>()
  try {
    await migrate(warehouse)
    const file = path.join(folder, kind.file)
    await kind.write(file, Number(args['rows'] ?? 1_000_000))
    await ingestFile(oneByOne(warehouse, engine.pid, sums), file, {
      fileName: kind.file,
      historyFrom: '2025-05-01',
    })
  } finally {
    await warehouse.close()
    await engine.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  report(sums)
}

/** The warehouse, with one statement at a time, so that each one's work can be told. */
function oneByOne(warehouse: Warehouse, pid: number, sums: Map<string, Sum>): Warehouse {
  const cores = coreSeconds(pid)
  let last: Promise<unknown> = Promise.resolve()
  const timed = (name: string, work: () => Promise<unknown>) => {
    const done = last.then(async () => {
      const [before, began] = [cores(), performance.now()]
      try {
        return await work()
      } finally {
        const sum = sums.get(name) ?? { times: 0, seconds: 0, cores: 0 }
        sum.times += 1
        sum.seconds += (performance.now() - began) / 1000
        sum.cores += since(before, cores()).engine
        sums.set(name, sum)
      }
    })
    last = done.catch(() => undefined)
    return done
  }
  return new Proxy(warehouse, {
    get: (target, member) => {
      const value: unknown = Reflect.get(target, member)
      if (typeof value !== 'function') return value
      return (...given: [{ name: string }]) => {
        const work = () => Reflect.apply(value, target, given) as Promise<unknown>
        return ['command', 'query', 'insert'].includes(String(member)) ? timed(given[0].name, work) : work()
      }
    },
  })
}

function report(sums: Map<string, Sum>): void {
  const rows = [...sums].sort(([, a], [, b]) => b.cores - a.cores)
  const line = (name: string, { times, seconds, cores }: Sum) =>
    process.stdout.write(
      `${name.padEnd(28)} ${String(times).padStart(4)} times ${seconds.toFixed(2).padStart(8)} s ${cores.toFixed(2).padStart(8)} core seconds\n`,
    )
  for (const [name, sum] of rows) if (sum.cores >= 0.02 || sum.seconds >= 0.02) line(name, sum)
  const add = (a: Sum, b: Sum) => ({
    times: a.times + b.times,
    seconds: a.seconds + b.seconds,
    cores: a.cores + b.cores,
  })
  line('all', rows.map(([, sum]) => sum).reduce(add, { times: 0, seconds: 0, cores: 0 }))
}
