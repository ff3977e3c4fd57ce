import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { loadText } from '../../ingest/testing'

const test = useWarehouse()

async function told(text: string, entityId: string): Promise<[preset: string | null, events: string[]]> {
  const { understood } = await loadText(test.warehouse, text, { entityId })
  const rows = await test.warehouse.query({
    name: 'test',
    sql: `SELECT concat(event_type, ' ', customer_id, ' ', invoice_id, ' ', payment_id, ' ', toString(amount), ' ', toString(due_on)) AS text
      FROM events_current WHERE entity_id = {entity: String} AND event_type != 'customer.updated' ORDER BY text`,
    params: { entity: entityId },
    row: z.object({ text: z.string() }),
  })
  return [understood.preset, rows.map((row) => row.text.replace('1970-01-01', '').trim())]
}

const xero = [
  'ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,Description,Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxAmount,Currency,Type,Sent,Status',
  'Ana,a@x.com,INV-1,,16/06/2026,16/07/2026,30.00,10.00,20.00,Pen,1,10.00,,10.00,200,0,EUR,Sales invoice,Sent,Awaiting Payment',
  'Ana,a@x.com,INV-1,,16/06/2026,16/07/2026,30.00,10.00,20.00,Ink,1,20.00,,20.00,210,0,EUR,Sales invoice,Sent,Awaiting Payment',
  'Bob,b@x.com,CN-1,,17/06/2026,,5.00,0.00,5.00,Pen,1,5.00,,5.00,200,0,EUR,Sales credit note,Sent,Awaiting Payment',
  'Shop,,77,,17/06/2026,17/07/2026,80.00,0.00,80.00,Rent,1,80.00,,80.00,400,0,EUR,Bill,,Awaiting Payment',
]
const charges = [
  'id,Created (UTC),Amount,Amount Refunded,Currency,Mode,Status,Customer ID,Customer Email,Invoice ID',
  'ch_1,2026-01-05 10:22,120.00,0.00,eur,Live,Paid,cus_A,a@x.com,in_1',
  'ch_2,2026-01-06 11:00,60.00,0.00,eur,Live,Failed,cus_B,b@x.com,in_2',
  'ch_3,2026-01-07 11:00,80.00,80.00,eur,Live,Refunded,cus_B,b@x.com,in_3',
  'ch_4,2026-01-08 11:00,50.00,20.00,eur,Live,Paid,cus_B,b@x.com,in_4',
]
const invoices = [
  'id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Total,Amount Paid,Status,Customer Name',
  'in_1,120.00,eur,cus_A,2026-01-05 10:22,2026-02-04 10:22,S-1,true,120.00,120.00,paid,Ana',
  'in_2,60.00,eur,cus_B,2026-01-06 10:22,,S-2,false,60.00,0.00,open,Bob',
  'in_3,40.00,eur,cus_B,2026-01-06 10:22,,S-3,false,40.00,0.00,uncollectible,Bob',
]
const zoho = [
  'Payment Number,Mode,Amount,Unused Amount,Currency Code,Customer Name,Date,Invoice Number,Invoice Date,Amount Applied to Invoice',
  '2,Bank Transfer,700.00,0.00,EUR,Bob,2026-02-11,INV-2,2026-01-06,600.00',
  '2,Bank Transfer,700.00,0.00,EUR,Bob,2026-02-11,INV-3,2026-01-07,100.00',
]

it.each<[string, string[], string[]]>([
  [
    'xero-invoices',
    xero,
    [
      'invoice.credited Bob   5',
      'invoice.issued Ana INV-1  30 2026-07-16',
      'payment.received Ana INV-1 settled:INV-1 10',
    ],
  ],
  ['stripe-charges', charges, ['payment.received cus_A  ch_1 120', 'payment.received cus_B  ch_4 30']],
  [
    'stripe-payments',
    charges.map((line, at) =>
      at === 0 ? line.replace('id,Created (UTC)', 'PaymentIntent ID,Created date (UTC)') : `pi_${line}`,
    ),
    ['payment.received cus_A  pi_ch_1 120', 'payment.received cus_B  pi_ch_4 30'],
  ],
  [
    'stripe-invoices',
    invoices,
    [
      'invoice.issued cus_A S-1  120 2026-02-04',
      'invoice.issued cus_B S-2  60 2026-02-05',
      'invoice.issued cus_B S-3  40 2026-02-05',
      'invoice.written_off cus_B S-3  40',
      'payment.received cus_A S-1 settled:S-1 120',
    ],
  ],
  ['zoho-payments', zoho, ['payment.received Bob INV-2 2 600', 'payment.received Bob INV-3 2 100']],
])(
  '%s: no bill is owed, no failed payment was made, and customers are no accounts',
  async (preset, lines, events) => {
    expect(await told(lines.join('\n'), preset)).toEqual([preset, events])
  },
)

it.each([
  [
    'xero-contacts',
    'ContactName,AccountNumber,EmailAddress,FirstName,LastName,TaxNumber\nAna,,a@x.com,A,B,\n',
    'Ana',
  ],
  [
    'stripe-customers',
    'id,Description,Email,Name,Created (UTC),Delinquent\ncus_A,,a@x.com,Ana,2025-01-05 10:22,false\n',
    'cus_A',
  ],
])('%s: customers are named as their invoices name them', async (preset, text, customer) => {
  const result = await loadText(test.warehouse, text, { entityId: preset })
  expect(result).toMatchObject({ accepted: 1, rejected: 0, understood: { preset, kind: 'customers' } })
  const [, events] = await told(text, `${preset}-again`)
  expect(events).toEqual([])
  const ids = await test.warehouse.query({
    name: 'test',
    sql: `SELECT customer_id FROM relance.customers WHERE entity_id = {entity: String}`,
    params: { entity: preset },
    row: z.object({ customer_id: z.string() }),
  })
  expect(ids).toEqual([{ customer_id: customer }])
})
