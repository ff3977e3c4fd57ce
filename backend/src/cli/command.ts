import { Command } from 'commander'
import { readConfig } from '../config/config'
import type { Config } from '../config/config'
import { connect } from './client'
import type { Client } from './client'
import { EXIT } from './exit'
import type { ExitCode } from './exit'
import { output } from './output'
import type { Output } from './output'

export interface CommonFlags {
  data?: string
  json?: boolean
}

/** What a command works with. */
export interface Context {
  client: Client
  config: Config
  out: Output
}

/** A command with the options that every command has. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--data <dir>', 'data directory (default: RELANCE_DATA, else ./data)')
    .option('--json', 'one JSON document on standard output')
}

/** Runs work against the running server or one made for it, and sets the exit code. */
export async function withClient(
  flags: CommonFlags,
  work: (context: Context) => Promise<ExitCode | undefined>,
): Promise<void> {
  const out = output(flags.json ?? false)
  const config = readConfig(flags)
  const client = await connect(config, config.verbose ? out.note : () => undefined)
  try {
    process.exitCode = (await work({ client, config, out })) ?? EXIT.ok
  } finally {
    await client.close()
  }
}
