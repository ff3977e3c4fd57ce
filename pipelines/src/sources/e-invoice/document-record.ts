import type { EventRecord, SourceRecord } from '../source'
import { readCii } from './cii/read-cii'
import { customerAttributes, customerEvent } from './customer'
import { documentKind } from './documents'
import type { EInvoice } from './invoice'
import { invoiceEvents } from './invoice-events'
import { statusEvents } from './status/read-status'
import { readUbl } from './ubl/read-ubl'
import { isDay, unitsOf } from './values'
import type { XmlDocument } from './xml/document-reader'

/** Customers whose event a load remembers, so that it does not say the same of a customer for each invoice. */
const REMEMBERED = 20_000

/** Turns documents of one load into records. */
export class DocumentRecords {
  /** customer → attributes last said, as text */
  private readonly said = new Map<string, string>()

  constructor(private readonly entityId: string) {}

  /**
   * What one document becomes.
   * @param name of the file in an archive, for the reason of a reject; empty outside of one
   */
  recordOf(document: XmlDocument, name = ''): SourceRecord {
    const record = this.understand(document)
    const { fault } = document
    if (!fault) return this.withCustomer(record)
    const value = name === '' ? fault.value : `${name}: ${fault.value}`
    const problem = { field: 'document', reason: fault.reason, value } as const
    // Where something was understood, that is what a person mends.
    if (record.events.length > 0) return { events: record.events, problem }
    return { events: [], raw: fault.excerpt, problem }
  }

  private understand({ root, namespace }: XmlDocument): Understood {
    const kind = documentKind(root.name)
    const unread = kind.foreign === true || (kind.reader === 'ubl' && !isUbl(namespace))
    if (unread) {
      const value = `${root.name} ${namespace}`.trim()
      const raw = `<${root.name}${namespace === '' ? '' : ` xmlns="${namespace}"`}>`
      return { events: [], raw, problem: { field: 'document', reason: 'unknown_type', value } }
    }
    if (kind.reader === 'ubl') return this.invoiceRecord(readUbl(root, kind.credit === true))
    if (kind.reader === 'cii') return this.invoiceRecord(readCii(root))
    if (kind.reader === 'status') return statusEvents(root, this.entityId)
    return { events: [], ignored: 'unknown_topic' }
  }

  private invoiceRecord(invoice: EInvoice): Understood {
    return { ...invoiceEvents(invoice, this.entityId), invoice }
  }

  /** Said once, with the first document that will not be rejected: a rejected one would take it away with it. */
  private withCustomer({ invoice, ...record }: Understood): SourceRecord {
    const customerId = record.events[0]?.['customer_id']
    if (!invoice || typeof customerId !== 'string' || customerId === '') return record
    const attributes = customerAttributes(invoice)
    const text = JSON.stringify(attributes)
    if (this.said.get(customerId) === text) return record
    if (record.events.every(looksSound)) {
      if (this.said.size >= REMEMBERED) this.said.clear()
      this.said.set(customerId, text)
    }
    const customer = customerEvent(attributes, this.entityId, customerId)
    return { ...record, events: [...record.events, customer] }
  }
}

type Understood = SourceRecord & { invoice?: EInvoice }

function looksSound(event: EventRecord): boolean {
  const { occurred_on: day, due_on: due = day, amount, currency, invoice_id: number = '' } = event
  const needsNumber = event['event_type'] === 'invoice.issued'
  const texts = [day, due, amount, currency].every((value) => typeof value === 'string')
  if (!texts || (needsNumber && number === '')) return false
  const days = isDay(String(day)) && isDay(String(due)) && String(due) >= String(day)
  return days && unitsOf(String(amount)) !== null && /^[A-Z]{3}$/.test(String(currency))
}

/** Several formats call their first element Invoice; UBL names itself, and an envelope may declare it outside. */
const isUbl = (namespace: string): boolean => namespace === '' || /:ubl:|oasis/i.test(namespace)
