import type { EventRecord, SourceRecord } from '../../source'
import { ciiDay } from '../cii/read-cii'
import { withoutEmpty } from '../customer'
import { amountText } from '../values'
import type { XmlNode } from '../xml/node'
import { at, child, children, emptyNode, firstText, textAt } from '../xml/node'

/** Names of the statuses of the French life cycle of an e-invoice. */
export const statusNames: Readonly<Record<string, string>> = {
  '200': 'submitted',
  '201': 'issued',
  '202': 'received',
  '203': 'made_available',
  '204': 'in_hand',
  '205': 'approved',
  '206': 'partly_approved',
  '207': 'in_dispute',
  '208': 'suspended',
  '209': 'completed',
  '210': 'refused',
  '211': 'payment_sent',
  '212': 'collected',
  '213': 'rejected',
}

/**
 * Reads a CrossDomainAcknowledgementAndResponse: invoice.status for each invoice that it names. The customer is found
 * by the invoice. Messages about anything but invoices are left out.
 */
export function statusEvents(root: XmlNode, entityId: string): SourceRecord {
  const messageId = textAt(root, 'ExchangedDocument', 'ID')
  const sentAt = moment(at(root, 'ExchangedDocument', 'IssueDateTime'))
  const events = children(root, 'AcknowledgementDocument').flatMap((acknowledgement) => {
    const statedAt = moment(at(acknowledgement, 'IssueDateTime'))
    return children(acknowledgement, 'ReferenceReferencedDocument')
      .filter((reference) => textAt(reference, 'ProcessConditionCode') !== '')
      .map((reference) =>
        statusEvent(reference, { entityId, messageId, at: statedAt.text ? statedAt : sentAt }),
      )
  })
  return events.length > 0 ? { events } : { events: [], ignored: 'unknown_topic' }
}

interface Moment {
  /** as written */
  text: string
  day: string
}

function moment(node: XmlNode): Moment {
  return { text: firstText(...node.children.map(({ text }) => text), node.text), day: ciiDay(node) }
}

function statusEvent(
  reference: XmlNode,
  message: { entityId: string; messageId: string; at: Moment },
): EventRecord {
  const number = textAt(reference, 'IssuerAssignedID')
  const code = textAt(reference, 'ProcessConditionCode')
  const details = children(reference, 'SpecifiedDocumentStatus')
  const reasons = details
    .map((detail) =>
      withoutEmpty({
        code: textAt(detail, 'ReasonCode'),
        text: firstText(textAt(detail, 'Reason'), textAt(detail, 'IncludedNote', 'Content')).slice(0, 500),
      }),
    )
    .filter((reason) => Object.keys(reason).length > 0)
  const amounts = details
    .flatMap((detail) => children(detail, 'SpecifiedDocumentCharacteristic'))
    .map(amountOf)
  return {
    event_id: `status:${message.entityId}:${number}:${code}:${message.at.text}`,
    event_type: 'invoice.status',
    occurred_on: message.at.day,
    entity_id: message.entityId,
    invoice_id: number,
    attributes: withoutEmpty({
      status: code,
      name: statusNames[code],
      label: textAt(reference, 'ProcessCondition'),
      reasons: reasons.length > 0 ? reasons : '',
      amounts: amounts.length > 0 ? amounts : '',
      stated_at: message.at.text,
      message_id: message.messageId,
      type_code: textAt(reference, 'TypeCode'),
      invoice_issued_on: ciiDay(child(reference, 'FormattedIssueDateTime', 'IssueDateTime') ?? emptyNode),
    }),
  }
}

/** E.g. MEN, what was collected at one rate of tax. */
function amountOf(node: XmlNode): Record<string, unknown> {
  return withoutEmpty({
    type: textAt(node, 'TypeCode'),
    amount: amountText(textAt(node, 'ValueAmount')),
    currency: at(node, 'ValueAmount').attributes['currencyID'],
    vat_percent: textAt(node, 'ValuePercent'),
    on: ciiDay(at(node, 'ValueDateTime')),
  })
}
