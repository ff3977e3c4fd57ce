import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from 'vite'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { recoverLoads } from './recover'
import { currentEvents, eventsCsv, loadText } from './testing'

const KILLS = 20
/** Files that come by views, and small ones that do without. */
const rowsOf = (round: number) => (round % 2 === 0 ? 5000 : 500)
const test = useWarehouse()
let folder = ''

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-kill-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'killed-loader.ts'),
      outDir: path.join(folder, 'dist'),
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'loader.mjs' } },
    },
    ssr: { noExternal: true },
  })
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** The invoices of a round; each round corrects some of the one before, so that versions are at stake too. */
function fileOf(round: number): string {
  const rows = Array.from({ length: rowsOf(round) }, (_, n) => {
    const id = n % 4 === 0 ? n : round * 5000 + n
    const version = n % 4 === 0 ? round + 1 : 1
    return [
      `i${id}`,
      'invoice.issued',
      '2025-01-13',
      `C${id % 50}`,
      `F${id}`,
      '',
      10 + round,
      '2025-02-12',
      version,
    ]
  })
  return eventsCsv(rows)
}

async function loadAndKill(file: string, afterMs: number): Promise<boolean> {
  const { url, password } = test.engine
  const child = spawn(process.execPath, [path.join(folder, 'dist', 'loader.mjs'), url, password, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  await Promise.race([once(child.stdout, 'data'), ended])
  await Promise.race([sleep(afterMs), ended])
  child.kill('SIGKILL')
  await ended
  return !output.includes('loaded')
}

it(
  'loses nothing and counts nothing twice when the loading process is killed at any moment and the load repeated',
  { timeout: 900_000 },
  async () => {
    const expected = new Map<string, string>()
    let random = 7
    let killed = 0
    for (let round = 0; round < KILLS; round += 1) {
      random = (random * 48_271) % 2_147_483_647
      const text = fileOf(round)
      const file = path.join(folder, 'events.csv')
      fs.writeFileSync(file, text)
      if (await loadAndKill(file, random % 1500)) killed += 1
      await recoverLoads(test.warehouse)
      const again = await loadText(test.warehouse, text)
      expect(again.accepted + again.duplicates).toBe(rowsOf(round))
      for (const row of text.trim().split('\n').slice(1))
        expected.set(row.split(',')[0] ?? '', row.split(',')[6] ?? '')
    }
    expect(killed).toBeGreaterThan(KILLS / 2)
    const rows = await test.warehouse.query({
      name: 'test',
      sql: 'SELECT event_id, toString(toUInt32(amount)) AS amount FROM events_current',
      row: z.object({ event_id: z.string(), amount: z.string() }),
    })
    expect(rows.length).toBe(expected.size)
    expect(new Map(rows.map((row) => [row.event_id, row.amount]))).toEqual(expected)
    expect((await currentEvents(test.warehouse)).length).toBe(expected.size)
    const [left] = await test.warehouse.query({
      name: 'test',
      sql: `SELECT (SELECT count() FROM loads FINAL WHERE state = 'landing' OR derived = 0) AS loads,
        (SELECT count() FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'load_')) AS tables`,
      row: z.record(z.string(), z.coerce.number()),
    })
    expect(left).toEqual({ loads: 0, tables: 0 })
  },
)
