import { Command, CommanderError } from 'commander'
import { VERSION } from '../app/version'
import { backup, restore } from './commands/backup'
import { campaign } from './commands/campaign'
import { demo } from './commands/demo'
import { doctor } from './commands/doctor'
import { experiment } from './commands/experiment'
import { ingest } from './commands/ingest'
import { kpis } from './commands/kpis'
import { rejects, retry, undo } from './commands/loads'
import { migrate } from './commands/migrate'
import { signIn } from './commands/sign-in'
import { sql } from './commands/sql'
import { start } from './commands/start'
import { EXIT } from './exit'
import type { ExitCode } from './exit'

const COMMANDS = [
  start,
  ingest,
  rejects,
  retry,
  undo,
  kpis,
  sql,
  campaign,
  experiment,
  demo,
  migrate,
  doctor,
  backup,
  restore,
  signIn,
]

/** Runs one command line and sets the exit code: 0 ok, 1 failed, 2 wrong usage, 3 finished with rejected rows. */
export async function run(argv: string[]): Promise<void> {
  const program = new Command('relance')
    .description('Receivables, reminders and what they do to cash')
    .version(VERSION)
    .showHelpAfterError('(see --help)')
  for (const command of COMMANDS) program.addCommand(command)
  program.exitOverride()
  for (const command of program.commands) {
    command.exitOverride()
    for (const inner of command.commands) inner.exitOverride()
  }
  try {
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = tell(error, argv.includes('--json'))
  }
}

function tell(error: unknown, json: boolean): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0 && json) printProblem('cli/usage', error.message)
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
  const { code, name } = error as { code?: unknown; name?: unknown }
  const known = typeof code === 'string'
  const message = error instanceof Error ? error.message : String(error)
  if (json) printProblem(known ? code : 'internal', message)
  process.stderr.write(`${message}\n`)
  // What nobody foresaw needs its place in the source to be mended.
  if (!known && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
  return name === 'UsageError' || name === 'ConfigError' ? EXIT.usage : EXIT.failed
}

function printProblem(code: string, detail: string): void {
  process.stdout.write(`${JSON.stringify({ error: { code, detail } })}\n`)
}
