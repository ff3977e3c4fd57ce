import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readMapping } from '@relance/pipelines'
import { InvalidArgumentError } from 'commander'
import type { FilePreview, LoadOptions } from '../../files/files.contract'
import { given } from '../../http/given'
import type { Job } from '../../jobs/jobs.contract'
import type { LoadResult } from '../../loads/loads.contract'
import { command, withClient } from '../command'
import type { CommonFlags, Context } from '../command'
import { EXIT, UsageError } from '../exit'
import { followJob } from '../follow-job'
import { table } from '../output'
import { loadText } from '../texts'

interface Flags extends CommonFlags {
  source?: string
  mapping?: LoadOptions['mapping']
  entity?: string
  currency?: string
  historyFrom?: string
  dryRun?: boolean
  strict?: boolean
}

export const ingest = command('ingest', 'load files of invoices, payments, customers or events')
  .argument('<file...>', 'files, or - for standard input')
  .option('--source <name>', 'source that reads the file', 'auto')
  .option('--mapping <file>', 'YAML file: our field to column of the file', mappingFile)
  .option('--entity <id>', 'creditor (default: what the file says, else MAIN)')
  .option('--currency <code>', 'ISO 4217, where the file names none', currencyCode)
  .option(
    '--history-from <date>',
    'first day from which all invoices are in the file, paid ones included',
    day,
  )
  .option('--dry-run', 'show the first rows as they would be understood; keep nothing')
  .option('--strict', 'any rejected row fails the whole load')
  .action((files: string[], flags: Flags) =>
    withClient(flags, async (context) => {
      if (files.filter((file) => file === '-').length > 1) throw new UsageError('- can be given once')
      const answers: unknown[] = []
      const texts: string[] = []
      let rejected = 0
      for (const file of files) {
        const done = await one(context, file, flags)
        answers.push(done.value)
        texts.push(done.text)
        rejected += done.rejected
      }
      context.out.result(answers.length === 1 ? answers[0] : answers, () => texts.join('\n\n'))
      return rejected > 0 ? EXIT.rejected : EXIT.ok
    }),
  )

async function one(context: Context, file: string, flags: Flags) {
  const { client, out } = context
  const place = file === '-' ? await keepInput(context) : { path: path.resolve(file) }
  const options: LoadOptions = given({
    source: flags.source === 'auto' ? undefined : flags.source,
    mapping: flags.mapping,
    entity_id: flags.entity,
    currency: flags.currency,
    history_from: flags.historyFrom,
    strict: flags.strict,
  })
  const body = { ...options, ...place }
  if (flags.dryRun) {
    const preview = await client.json<FilePreview>('POST', '/api/local/previews', body)
    if (file === '-') fs.rmSync(place.path, { force: true })
    return { value: preview, text: previewText(preview), rejected: 0 }
  }
  const job = await client.json<Job>('POST', '/api/local/loads', body)
  const result = (await followJob(client, job, out.json)) as LoadResult
  return { value: result, text: loadText(file, result), rejected: result.rejected }
}

/** Standard input goes to the data directory first: how it is to be read is told by its beginning. */
async function keepInput({ config }: Context) {
  const folder = path.join(config.dataDir, 'uploads')
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `stdin-${randomUUID()}`)
  await pipeline(process.stdin, fs.createWriteStream(file, { mode: 0o600 }))
  return { path: file, name: '-', temporary: true }
}

function mappingFile(file: string): LoadOptions['mapping'] {
  try {
    return readMapping(fs.readFileSync(file, 'utf8'), file)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function currencyCode(value: string): string {
  if (!/^[A-Za-z]{3}$/.test(value)) throw new InvalidArgumentError('Three letters, e.g. EUR.')
  return value.toUpperCase()
}

export function day(value: string): string {
  const ok = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
  if (!ok || new Date(value).toISOString().slice(0, 10) !== value) {
    throw new InvalidArgumentError('A day is YYYY-MM-DD.')
  }
  return value
}

function previewText({ understood, sample, problems }: FilePreview): string {
  const facts = Object.entries(understood)
    .filter(([, value]) => value !== null && value !== '' && !Array.isArray(value))
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
  const lines = [table(['understood', ''], facts)]
  if (understood.warnings.length > 0) lines.push(understood.warnings.map((text) => `! ${text}`).join('\n'))
  if (sample.length > 0) lines.push(table(understood.columns, sample.slice(0, 10)))
  const bad = problems.map((found) => [String(found.line), found.field, found.reason, found.value])
  if (bad.length > 0) lines.push(table(['line', 'field', 'reason', 'value'], bad))
  return lines.join('\n\n')
}
