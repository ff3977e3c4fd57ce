import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { analyseStudy } from '@relance/experiments'
import { readStudy } from '@relance/pipelines'
import { Command } from 'commander'
import type { ResultsAnswer, ToldStudy } from '../../experiments'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT, UsageError } from '../exit'
import { output, table } from '../output'
import { day } from './ingest'

interface Flags extends CommonFlags {
  exposures?: string
  events?: string
  design?: string
  asOf?: string
}

const analyse = command(
  'analyse',
  'what an experiment shows: one of this company, or one run elsewhere from its files',
)
  .argument('[id]', 'experiment of this company')
  .option('--exposures <file>', 'CSV: customer_id, variant, exposed_at, amount, and any other column')
  .option('--events <file>', 'CSV or NDJSON: customer_id, date, amount, or events of the contract')
  .option('--design <file>', 'YAML: control, metrics, horizon_days …')
  .option('--as-of <date>', 'last day that is known', day)
  .action((id: string | undefined, flags: Flags) =>
    id === undefined ? fromFiles(flags) : ofCompany(id, flags),
  )

export const experiment = new Command('experiment')
  .description('experiments and what they show')
  .addCommand(analyse)

async function fromFiles(flags: Flags): Promise<void> {
  if (flags.exposures === undefined || flags.design === undefined) {
    throw new UsageError('Name an experiment, or give --exposures FILE and --design FILE.yml.')
  }
  const read = readStudy({
    exposures: textOf(flags.exposures),
    events: flags.events === undefined ? null : textOf(flags.events),
    design: textOf(flags.design),
    asOf: flags.asOf ?? null,
  })
  // With it come the packages of the server, which other commands do without.
  const { studyOf, toldStudy } = await import('../../experiments')
  const study = studyOf(read)
  const told = toldStudy(read, study, analyseStudy(study))
  output(flags.json ?? false).result(told, () => studyText(told))
  process.exitCode = EXIT.ok
}

/** A file, unpacked where it is packed. @throws UsageError */
function textOf(file: string): { name: string; text: string } {
  const name = path.basename(file)
  let bytes: Buffer
  try {
    bytes = fs.readFileSync(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  return { name, text: (packed ? gunzipSync(bytes) : bytes).toString('utf8') }
}

const figure = (value: number | null) => (value === null ? '' : value.toPrecision(5))

function studyText(told: ToldStudy): string {
  const header = [
    'metric',
    'segment',
    'contrast',
    'n',
    'estimate',
    'control',
    'difference',
    'interval',
    'p',
    'adjusted',
  ]
  const rows = told.rows.map((row) => [
    row.metric,
    row.segment_column === null ? 'all' : `${row.segment_column} ${row.segment}`,
    row.contrast,
    Object.values(row.n).join(' / '),
    figure(row.estimate[row.treatment] ?? null),
    figure(row.estimate[row.control] ?? null),
    row.reason === null ? figure(row.difference) : row.reason.code,
    row.interval === null ? '' : row.interval.map(figure).join(' to '),
    figure(row.p),
    figure(row.p_adjusted),
  ])
  const notes = told.warnings.map(({ code, detail }) => `mind: ${code} ${JSON.stringify(detail)}`)
  const before = `payments before the exposure: ${told.before.replace('_', ' ')}; p adjusted: ${told.correction}`
  return [table(header, rows, [3, 4, 5, 6, 8, 9]), before, ...notes].join('\n')
}

const ofCompany = (id: string, flags: Flags) =>
  withClient(flags, async ({ client, out }) => {
    const query = flags.asOf === undefined ? '' : `?as_of=${flags.asOf}`
    const answer = await client.json<ResultsAnswer>(
      'GET',
      `/api/experiments/${encodeURIComponent(id)}/results${query}`,
    )
    out.result(answer, () => resultsText(answer))
    return EXIT.ok
  })

function resultsText({ overall, segments, cut, design }: ResultsAnswer): string {
  const scopes = [...(overall === null ? [] : [overall]), ...segments]
  const rows = scopes.flatMap(({ segment, customers, variants }) =>
    variants.map(({ variant, primary, action, reasons }) => [
      segment === '*' ? 'all' : segment === '' ? 'everyone else' : segment,
      variant,
      String(customers),
      primary.measurable ? figure(primary.estimate) : primary.code,
      primary.measurable ? `${figure(primary.lower)} to ${figure(primary.upper)}` : '',
      action.replace(/_/g, ' '),
      reasons.map(({ code }) => code).join(', '),
    ]),
  )
  const title = `${design.name}: ${design.metric.replace(/_/g, ' ')} at ${design.horizon_days} days, data to ${cut ?? 'no day'}`
  return `${title}\n${table(['segment', 'variant', 'customers', 'difference', 'interval', 'verdict', 'why'], rows, [2, 3])}`
}
