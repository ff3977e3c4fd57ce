import { recordPlan } from '../records/record-plan'
import type { Source } from '../source'
import { DocumentRecords } from './document-record'
import { fileRecords } from './files'
import { glimpse } from './recognise'

/**
 * Invoices, credit notes and statuses of e-invoicing: UBL 2, CII (Factur-X, ZUGFeRD), ZUGFeRD 1, PDF with XML attached,
 * French life-cycle messages, archives of them, several in one stream. Other XML is named for what it is and left out.
 */
export const eInvoice: Source = {
  name: 'e-invoice',
  recognise(sample, { fileName }) {
    const seen = glimpse(sample)
    if (!seen) return null
    return {
      sure: seen.sure,
      plan: (options) => {
        const currency = seen.currency ?? options.currency ?? options.mapping?.currency ?? 'EUR'
        const records = new DocumentRecords(options.entityId ?? 'MAIN')
        return recordPlan({
          source: 'e-invoice',
          kind: seen.kind,
          preset: seen.preset,
          sample,
          options,
          currency,
          convert: (bytes) => fileRecords(bytes, fileName, records),
        })
      },
    }
  },
}
