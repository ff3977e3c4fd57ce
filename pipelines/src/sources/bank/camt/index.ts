import { IngestError } from '../../../ingest/ingest-error'
import type { IngestOptions } from '../../../ingest/ingest.contract'
import { recordPlan } from '../../records/record-plan'
import type { LoadPlan, Recognition, Sample, Source } from '../../source'
import { StatementChecks } from '../balances'
import { archiveRecords, messageInArchive } from './archive'
import type { CamtMessage } from './message'
import { encodingOf, messageIn } from './message'
import { camtRecords } from './records'

const STATEMENT = /<(?:[\w.-]+:)?(?:Stmt|Rpt|Ntfctn)[\s>]/
const OTHER =
  /<(?:[\w.-]+:)?Document\s[^>]*urn:iso:std:iso:20022:tech:xsd:((?:pain|pacs|camt(?!\.05[234]))\.\d{3}\.\d{3}\.\d\d)/

/**
 * ISO 20022 statements (camt.053), intraday reports (.052) and notifications (.054) of all versions, also in archives.
 * Payment orders and other messages between a company and its bank are named for what they are and left out.
 */
export const camt: Source = {
  name: 'camt',
  recognise(sample, options) {
    const packed = sample.binary ? messageInArchive(sample) : null
    const message = packed ?? messageIn(sample.text)
    if (!message) return otherMessage(sample, options)
    return {
      sure: 0.99,
      plan() {
        if (!packed && sample.complete && !STATEMENT.test(sample.text))
          throw withoutStatement(sample, message.kind)
        return statementPlan(sample, options, message, packed !== null)
      },
    }
  },
}

function statementPlan(
  sample: Sample,
  options: IngestOptions,
  { kind, version, currency: named }: CamtMessage,
  packed: boolean,
): LoadPlan {
  const checks = new StatementChecks()
  const currency = named ?? options.currency ?? 'EUR'
  const { fileName } = sample
  return recordPlan({
    source: 'camt',
    kind: 'bank_entries',
    preset: version,
    sample,
    options,
    currency,
    learnt: checks.learnt,
    convert: (bytes) =>
      packed
        ? archiveRecords(bytes, { fileName, currency, checks })
        : camtRecords(bytes, { encoding: encodingOf(sample), kind, currency, checks }),
  })
}

function otherMessage(sample: Sample, options: IngestOptions): Recognition | null {
  const name = OTHER.exec(sample.text.slice(0, 4000))?.[1]
  if (name === undefined) return null
  return {
    sure: 0.9,
    plan() {
      const plan = recordPlan({
        source: 'camt',
        kind: /^pain\.00[18]/.test(name) ? 'payment_orders' : 'bank_messages',
        preset: name,
        sample,
        options,
        currency: options.currency ?? 'EUR',
        convert: leftOut,
      })
      return { ...plan, understood: { ...plan.understood, foreign: true } }
    },
  }
}

/** One record for the message, once its bytes have been read. */
async function* leftOut(bytes: AsyncIterable<Buffer>): ReturnType<NonNullable<LoadPlan['convert']>> {
  for await (const chunk of bytes) void chunk
  yield { events: [], ignored: 'unknown_topic' }
}

function withoutStatement(sample: Sample, kind: string): IngestError {
  const lines = sample.text.split('\n').length
  return new IngestError(
    'ingest/header-only',
    `${sample.fileName} is a ${kind} message of ${lines} lines with a group header but no statement after it (no Stmt, Rpt or Ntfctn): there is nothing to load. Ask the bank to send it again.`,
    { kind },
  )
}
