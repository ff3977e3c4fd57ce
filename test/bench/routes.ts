import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startForCommand } from '../../backend/src/app/server'
import { readConfig } from '../../backend/src/config/config'
import { askersOf, loadCompany } from '../routes/company'
import { fuzzRoutes } from '../routes/fuzz'

/**
 * npm run bench -- routes [--rounds 100] [--seed 1] [--customers 60] [--only "POST /api/events"]: asks every route of the
 * API for right and wrong things and fails where one answers 5xx (503 with Retry-After excepted) or not at all.
 */
export async function run(options: Record<string, string>): Promise<void> {
  const { rounds = '100', seed = '1', customers = '60', only } = options
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-bench-'))
  const server = await startForCommand(readConfig({ data: folder }, {}), () => undefined)
  const before = process.cpuUsage()
  try {
    await loadCompany(server, Number(customers))
    const { faults, ...counts } = await fuzzRoutes({
      address: server.address,
      askers: await askersOf(server),
      rounds: Number(rounds),
      seed: Number(seed),
      only,
    })
    for (const fault of faults.slice(0, 50)) console.log(JSON.stringify(fault).slice(0, 1500))
    const { user, system } = process.cpuUsage(before)
    console.log(
      JSON.stringify({
        ...counts,
        faults: faults.length,
        processor_seconds: Math.round((user + system) / 1e6),
      }),
    )
    if (faults.length > 0) process.exitCode = 1
  } finally {
    await server.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
