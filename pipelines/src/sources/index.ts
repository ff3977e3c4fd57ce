import { IngestError } from '../ingest/ingest-error'
import type { IngestOptions } from '../ingest/ingest.contract'
import { bankSources } from './bank'
import { csv } from './csv'
import { fec } from './fec'
import { eInvoice } from './e-invoice'
import { matching } from './matching'
import { messageSources } from './messages'
import { ndjson } from './ndjson'
import type { LoadPlan, Sample, Source } from './source'
import { stripe } from './stripe'

/** Every kind of file that can be loaded; one folder each (pipelines/README.md, "How to add a source"). */
export const sources: readonly Source[] = [
  ndjson,
  fec,
  csv,
  eInvoice,
  matching,
  ...bankSources,
  stripe,
  ...messageSources,
]

/**
 * The plan of the source that is surest of the sample, or of the one that was asked for.
 * @throws IngestError `ingest/unknown-source`, `ingest/not-recognised`, or of the source
 */
export function planFor(sample: Sample, options: IngestOptions): LoadPlan {
  const wanted = options.source ?? 'auto'
  const asked = wanted === 'auto' ? sources : sources.filter(({ name }) => name === wanted)
  if (asked.length === 0) {
    const names = sources.map(({ name }) => name)
    throw new IngestError(
      'ingest/unknown-source',
      `There is no source "${wanted}"; there are ${names.join(', ')}.`,
      {
        source: wanted,
        sources: names,
      },
    )
  }
  const surest = asked
    .map((source) => source.recognise(sample, options))
    .filter((recognition) => recognition !== null)
    .sort((a, b) => b.sure - a.sure)[0]
  if (!surest || surest.sure < LEAST) throw notRecognised(sample, surest?.plan.bind(null, options))
  return surest.plan(options)
}

const LEAST = 0.3

/** A table without any column that we know says which are missing; anything else shows its first line. */
function notRecognised(sample: Sample, plan: (() => LoadPlan) | undefined): IngestError {
  if (/^\s*!(Type|Account|Option):/i.test(sample.text)) {
    return new IngestError(
      'ingest/not-recognised',
      `${sample.fileName} is a QIF file, which does not say the account nor which of two numbers is the month. Download the entries as OFX, camt.053 or CSV and load that.`,
    )
  }
  if (plan) {
    try {
      plan()
    } catch (error) {
      if (error instanceof IngestError) return error
      throw error
    }
  }
  if (sample.binary) {
    return new IngestError(
      'ingest/binary',
      `${sample.fileName} is not a file that can be read here (${signature(sample.bytes)}). Export it as CSV or NDJSON and load that.`,
      { first_bytes: sample.bytes.subarray(0, 8).toString('hex') },
    )
  }
  const line = (sample.text.split(/\r?\n/, 1)[0] ?? '').slice(0, 200)
  return new IngestError(
    'ingest/not-recognised',
    `${sample.fileName} is neither a table parted by comma, semicolon, tab or bar, nor JSON lines of events. Its first line: ${line}`,
    { first_line: line },
  )
}

function signature(bytes: Buffer): string {
  const hex = bytes.subarray(0, 4).toString('hex')
  if (hex === '504b0304') return 'a ZIP archive, such as XLSX'
  if (hex.startsWith('1f8b')) return 'compressed by gzip'
  if (hex === '25504446') return 'a PDF'
  if (hex === 'd0cf11e0') return 'an old Excel file'
  return 'it holds bytes that no text has'
}
