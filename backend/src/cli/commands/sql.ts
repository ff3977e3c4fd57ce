import { pipeline } from 'node:stream/promises'
import { Option } from 'commander'
import { sqlFormats } from '../../local/local.contract'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'

interface Flags extends CommonFlags {
  format: (typeof sqlFormats)[number]
}

export const sql = command('sql', 'run one SQL statement that only reads')
  .argument('<statement>', 'e.g. "SELECT state, count() FROM invoices GROUP BY state"')
  .addOption(new Option('--format <format>', 'of the result').choices(sqlFormats).default('table'))
  .action((statement: string, flags: Flags) =>
    withClient(flags, async ({ client }) => {
      const format = flags.json ? 'json' : flags.format
      const result = await client.stream('POST', '/api/local/sql', { sql: statement, format })
      await pipeline(result, process.stdout, { end: false })
      return EXIT.ok
    }),
  )
