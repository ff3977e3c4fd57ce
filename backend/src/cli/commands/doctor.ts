import fs from 'node:fs'
import { libraryPath } from '@relance/pipelines'
import { frontendFolder } from '../../app/project-folders'
import { keptPorts } from '../../app/ports'
import { readRunFile } from '../../app/run-file'
import { readConfig } from '../../config/config'
import type { Config } from '../../config/config'
import { connect } from '../client'
import { command } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { output, table } from '../output'

interface Finding {
  check: string
  ok: boolean
  detail: string
}

export const doctor = command('doctor', 'check the machine and the data directory').action(
  async (flags: CommonFlags) => {
    const config = readConfig(flags)
    const findings = [
      look('node', () => process.version),
      look('embedded ClickHouse', () =>
        config.clickhouse ? `not used: ${config.clickhouse.url}` : libraryPath(),
      ),
      look('data directory', () => dataDirectory(config)),
      look('free disk space', () => freeSpace(config)),
      look('frontend', frontend),
      look('kept port', () => String(keptPorts(config.dataDir)?.http ?? 'none yet')),
      look('server', () => serverState(config)),
      ...(await stores(config)),
    ]
    const rows = findings.map(({ check, ok, detail }) => [ok ? 'ok' : 'FAILED', check, detail])
    output(flags.json ?? false).result({ findings }, () => table(['', 'check', 'detail'], rows))
    process.exitCode = findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed
  },
)

function look(check: string, find: () => string): Finding {
  try {
    return { check, ok: true, detail: find() }
  } catch (error) {
    return { check, ok: false, detail: (error as Error).message }
  }
}

function dataDirectory({ dataDir }: Config): string {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  fs.accessSync(dataDir, fs.constants.W_OK)
  return dataDir
}

function freeSpace({ dataDir }: Config): string {
  const { bavail, bsize } = fs.statfsSync(dataDir)
  const gigabytes = (bavail * bsize) / 1e9
  if (gigabytes < 1) throw new Error(`only ${gigabytes.toFixed(1)} GB left`)
  return `${gigabytes.toFixed(0)} GB`
}

function frontend(): string {
  if (!fs.existsSync(frontendFolder())) throw new Error('not built: run npm run build')
  return frontendFolder()
}

function serverState({ dataDir }: Config): string {
  const running = readRunFile(dataDir)
  return running ? `process ${running.pid} at ${running.address}` : 'none runs here'
}

async function stores(config: Config): Promise<Finding[]> {
  const started = Date.now()
  try {
    const client = await connect(config, () => undefined)
    try {
      await client.json('GET', '/health/ready')
    } finally {
      await client.close()
    }
    return [{ check: 'both stores', ok: true, detail: `answer (${Date.now() - started} ms)` }]
  } catch (error) {
    return [{ check: 'both stores', ok: false, detail: (error as Error).message }]
  }
}
