import { readConfig } from '../../config/config'
import { command } from '../command'
import type { CommonFlags } from '../command'
import { output } from '../output'

interface Flags extends CommonFlags {
  port?: string
  clickhousePort?: string
  empty?: boolean
}

export const start = command('start', 'start the server and both stores')
  .option('--port <port>', 'port of the web interface (kept in the data directory; 3000 at first)')
  .option(
    '--clickhouse-port <port>',
    'port for BI tools, in the protocol of ClickHouse over HTTP (kept; 8123 at first)',
  )
  .option('--empty', 'no demo company on an empty data directory')
  .action(async (flags: Flags) => {
    const config = readConfig(flags)
    const { serve } = await import('../serve')
    await serve(config, output(flags.json ?? false), { demo: !flags.empty })
  })
