import { parse } from 'yaml'
import { IngestError } from './ingest-error'
import type { Mapping } from './ingest.contract'
import { mapping } from './ingest.contract'

/**
 * A column mapping from the text of a YAML (or JSON) file:
 *
 *     kind: invoices
 *     columns: { invoice_id: Belegnummer, customer_id: Debitor, issued_on: Datum, amount: Betrag }
 *     date_order: DMY
 *     decimal_mark: ","
 *
 * @throws IngestError `ingest/bad-mapping` that names every fault
 */
export function readMapping(text: string, fileName: string): Mapping {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new IngestError('ingest/bad-mapping', `${fileName} is not YAML: ${(error as Error).message}`)
  }
  const read = mapping.safeParse(value)
  if (read.success) return read.data
  const faults = read.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new IngestError('ingest/bad-mapping', `${fileName} is no mapping: ${faults.join('; ')}`, { faults })
}
