import { describe, expect, it } from 'vitest'
import { recordsOf } from '../testing'

const statusMessage = (
  code: string,
  detail = '',
  number = 'F1',
): string => `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="r" xmlns:udt="u" xmlns:qdt="q">
  <rsm:ExchangedDocument><ram:ID>M-1</ram:ID><ram:IssueDateTime><udt:DateTimeString format="204">20260120083000</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
  <rsm:AcknowledgementDocument>
    <ram:IssueDateTime><udt:DateTimeString format="204">20260119171500</udt:DateTimeString></ram:IssueDateTime>
    <ram:ReferenceReferencedDocument>
      <ram:IssuerAssignedID>${number}</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>
      <ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20260110</qdt:DateTimeString></ram:FormattedIssueDateTime>
      <ram:ProcessConditionCode>${code}</ram:ProcessConditionCode><ram:ProcessCondition>En litige</ram:ProcessCondition>
      ${detail}
    </ram:ReferenceReferencedDocument>
  </rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>`

describe('statuses of the life cycle', () => {
  it('become invoice.status on the day that is stated, with their reason', async () => {
    const detail =
      '<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:Reason>Quantité</ram:Reason></ram:SpecifiedDocumentStatus>'
    const [record] = await recordsOf(statusMessage('207', detail))
    expect(record?.events).toEqual([
      {
        event_id: 'status:MAIN:F1:207:20260119171500',
        event_type: 'invoice.status',
        occurred_on: '2026-01-19',
        entity_id: 'MAIN',
        invoice_id: 'F1',
        attributes: {
          status: '207',
          name: 'in_dispute',
          label: 'En litige',
          reasons: [{ code: 'QTE_ERR', text: 'Quantité' }],
          stated_at: '20260119171500',
          message_id: 'M-1',
          type_code: '380',
          invoice_issued_on: '2026-01-10',
        },
      },
    ])
  })

  it('of collected money say how much, and book none', async () => {
    const detail =
      '<ram:SpecifiedDocumentStatus><ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode><ram:ValueAmount currencyID="EUR">120.00</ram:ValueAmount><ram:ValuePercent>20</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic></ram:SpecifiedDocumentStatus>'
    const [record] = await recordsOf(statusMessage('212', detail))
    expect(record?.events).toHaveLength(1)
    expect(record?.events[0]?.['attributes']).toMatchObject({
      amounts: [{ type: 'MEN', amount: '120.00', currency: 'EUR', vat_percent: '20' }],
    })
  })

  it('about anything but an invoice are left out', async () => {
    expect(await recordsOf(statusMessage(''))).toEqual([{ events: [], ignored: 'unknown_topic' }])
  })
})
