import { IngestError } from '../../ingest/ingest-error'
import type { IngestOptions } from '../../ingest/ingest.contract'
import type { Recognition, Sample, Source } from '../source'
import { findDialect } from './dialect'
import type { Dialect } from './dialect'
import { planOfTable } from './plan'
import { fit, recogniseTable } from './recognise-table'

/** Tables as text: invoices (perhaps with their settlement), payments, customers, or events. */
export const csv: Source = {
  name: 'csv',
  recognise(sample, options) {
    if (sample.binary) return null
    if (options.source !== 'csv' && /^\s*[[{<]/.test(sample.text.replace(/^\ufeff/, ''))) return null
    const mapping = options.mapping ?? {}
    const dialect = findDialect(sample, mapping.separator, mapping.header_line)
    if (dialect === null) return refusal(sample, options)
    const table = recogniseTable(sample, dialect, options)
    const plan = () => {
      if (dialect.rows.length === 0 && sample.complete) throw headerOnly(sample, dialect)
      return planOfTable(table)
    }
    return { sure: table.preset ? 1 : 0.2 + 0.7 * fit(table), plan }
  },
}

function headerOnly(sample: Sample, dialect: Dialect): IngestError {
  return new IngestError(
    'ingest/header-only',
    `${sample.fileName} has only titles (line ${dialect.headerLine}: ${dialect.header.join(', ')}) and no row below them.`,
    { columns: dialect.header },
  )
}

/** No table, but perhaps one by another separator than the one that was stated. */
function refusal(sample: Sample, options: IngestOptions): Recognition | null {
  const stated = options.mapping?.separator
  const better = stated ? findDialect(sample, undefined, options.mapping?.header_line) : null
  if (stated === undefined || better === null) return null
  const plan = () => {
    throw new IngestError(
      'ingest/wrong-separator',
      `Parted by "${stated}" ${sample.fileName} has one column; parted by "${shown(better.separator)}" it has ` +
        `${better.header.length}. Leave the separator out or state that one.`,
      { stated, found: better.separator },
    )
  }
  return { sure: 0.5, plan }
}

const shown = (separator: string) => (separator === '\t' ? 'tab' : separator)
