import { readConfig } from '../../config/config'
import { signInAddress, startServer } from '../../app/server'
import type { Server } from '../../app/server'
import { command } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { output } from '../output'
import type { Output } from '../output'

interface Flags extends CommonFlags {
  port?: string
  empty?: boolean
}

/** After this the process ends whatever is left; the stores lose no acknowledged row by it. */
const END_WITHIN_MS = 4500

export const start = command('start', 'start the server and both stores')
  .option('--port <port>', 'port of the web interface (kept in the data directory; 3000 at first)')
  .option('--empty', 'no demo company on an empty data directory')
  .action(async (flags: Flags) => {
    const out = output(flags.json ?? false)
    const config = readConfig(flags)
    const server = await startServer(config, config.verbose ? out.note : () => undefined)
    const ended = untilSignal(server, out)
    const link = await signInAddress(server, config)
    const clickhouse = server.stores.engine?.url ?? config.clickhouse?.url ?? ''
    const facts = { address: config.publicUrl ?? server.address, link, data: config.dataDir, clickhouse }
    out.result({ ...facts, pid: process.pid }, () => startText(facts))
    await ended
  })

function startText(facts: { link: string; data: string; clickhouse: string }): string {
  return [
    '',
    `  Relance      ${facts.link}`,
    '               (this link signs you in once, within 15 minutes)',
    `  Data         ${facts.data}`,
    `  ClickHouse   ${facts.clickhouse}  (for Relance itself)`,
    '',
    '  Ctrl-C ends everything.',
  ].join('\n')
}

/** Waits for Ctrl-C or SIGTERM, then ends everything in order; a second signal ends at once. */
function untilSignal(server: Server, out: Output): Promise<void> {
  return new Promise((resolve) => {
    let ending = false
    const end = () => {
      if (ending) process.exit(EXIT.failed)
      ending = true
      setTimeout(() => process.exit(EXIT.failed), END_WITHIN_MS).unref()
      if (!out.json) out.note('Ending …')
      server
        .close()
        .catch((error: Error) => out.note(error.message))
        .finally(() => resolve())
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
  })
}
