import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { listRejects, undoLoad } from '../../ingest'
import { currentEvents, loadText } from '../../ingest/testing'
import { aCii, aUbl, billingReference, ciiTerms } from './testing'

const engine = useWarehouse()
/** Each test has an entity of its own. */
const load = (file: string | Buffer, entityId: string, fileName = 'invoices.xml') =>
  loadText(engine.warehouse, file, { fileName, entityId })
const money = '<cbc:PrepaidAmount>20.00</cbc:PrepaidAmount><cbc:PayableAmount>100.00</cbc:PayableAmount>'

const siren =
  '<ram:Name>Client SAS</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">732829320</ram:ID></ram:SpecifiedLegalOrganization>'

const documents = [
  aUbl({ number: 'F1', head: '<cbc:DueDate>2026-02-01</cbc:DueDate>' }),
  aUbl({ number: 'F2', totals: money }),
  aUbl({ number: 'F3', type: '386', total: '60.00' }),
  aUbl({ number: 'F4', head: billingReference('F3', '386'), totals: money }),
  aUbl({ root: 'CreditNote', number: 'A1', head: billingReference('F1'), total: '30.00' }),
  aCii({
    number: 'F5',
    buyer: siren,
    settlement: ciiTerms('20260215', '40.00') + ciiTerms('20260315', '80.00'),
  }),
  aUbl({ number: 'F6', type: '384', head: billingReference('F5'), total: '110.00' }),
]

async function openAmounts(entity: string): Promise<Record<string, string>> {
  const rows = await engine.warehouse.query({
    name: 'test-open',
    sql: 'SELECT invoice_id, toString(open) AS open FROM invoices WHERE entity_id = {entity: String}',
    params: { entity },
    row: z.object({ invoice_id: z.string(), open: z.string() }),
  })
  return Object.fromEntries(rows.map(({ invoice_id: id, open }) => [id, open]))
}

/** What counts of one entity, without its name. */
async function eventsOf(entity: string): Promise<string[]> {
  const events = await currentEvents(engine.warehouse)
  return events
    .filter((text) => text.includes(`:${entity}:`))
    .map((text) => text.replaceAll(`:${entity}:`, ':'))
}

describe('e-invoices in the warehouse', () => {
  it('are recognised without help, come to what is owed, and are duplicates the second time', async () => {
    const result = await load(documents.join('\n'), 'E1')
    expect(result).toMatchObject({ source: 'e-invoice', read: 7, accepted: 7, rejected: 0, currency: 'EUR' })
    expect(result.understood).toMatchObject({ kind: 'invoices', preset: 'ubl' })
    expect(await openAmounts('E1')).toEqual({ F1: '90', F2: '100', F3: '60', F4: '100', F5: '0', F6: '110' })
    const before = await eventsOf('E1')
    const files = documents.map((xml, at) => [`${at}.xml`, Buffer.from(xml)] as const)
    const again = await load(Buffer.from(zipSync(Object.fromEntries(files))), 'E1', 'all.zip')
    expect(again).toMatchObject({ read: 7, accepted: 0, duplicates: 7, rejected: 0 })
    expect(await eventsOf('E1')).toEqual(before)
  })

  it('give the same state in any order, in one load or several, and leave nothing when undone', async () => {
    const whole = await load(documents.join('\n'), 'E2')
    const shuffled = [...documents].reverse()
    await load(shuffled.slice(0, 3).join('\n'), 'E3')
    await load(shuffled.slice(3).join('\n'), 'E3')
    expect(await eventsOf('E3')).toEqual(await eventsOf('E2'))
    expect(await openAmounts('E3')).toEqual(await openAmounts('E2'))
    await undoLoad(engine.warehouse, whole.batch_id)
    expect(await eventsOf('E2')).toEqual([])
    expect(await openAmounts('E2')).toEqual({})
  })

  it('that are wrong get the reason, and every record is counted', async () => {
    const bad = [
      aUbl({ number: '' }),
      aUbl({ number: 'B2', issuedOn: '2026-02-31' }),
      aUbl({ number: 'B3', total: 'much' }),
      aUbl({ number: 'B4', head: '<cbc:DueDate>2026-01-01</cbc:DueDate>' }),
      aUbl({ number: 'B5' }).replace('>EUR<', '>EUX<'),
      aUbl({ number: 'B6', buyer: '' }),
      aUbl({ number: 'B7' }).slice(0, 600),
      aCii({ number: 'B8', type: '325' }),
      '<?xml version="1.0"?><Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
      aUbl({ number: 'OK' }),
    ]
    const result = await load(bad.join('\n'), 'E4')
    expect(result).toMatchObject({ read: 10, accepted: 1, rejected: 7, ignored: 2, duplicates: 0 })
    expect(result.ignored_reasons).toEqual({ not_receivable: 1, unknown_topic: 1 })
    const { reasons } = await listRejects(engine.warehouse, result.batch_id, { limit: 10 })
    expect(reasons).toEqual({
      missing_field: 2,
      bad_date: 1,
      bad_amount: 1,
      due_before_issue: 1,
      unknown_currency: 1,
      malformed: 1,
    })
  })

  it('wait for the invoice that a status speaks of', async () => {
    const status = `<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="s" xmlns:ram="r"><rsm:AcknowledgementDocument><ram:IssueDateTime><d>20260119</d></ram:IssueDateTime><ram:ReferenceReferencedDocument><ram:IssuerAssignedID>S1</ram:IssuerAssignedID><ram:ProcessConditionCode>205</ram:ProcessConditionCode></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>`
    const first = await load(status, 'E5')
    expect(first).toMatchObject({ read: 1, accepted: 1, waiting: 1 })
    expect(first.understood.kind).toBe('invoice_statuses')
    await load(aUbl({ number: 'S1' }), 'E5')
    expect(await currentEvents(engine.warehouse)).toContainEqual(
      expect.stringMatching(/^status:E5:S1:205:20260119 v1 invoice\.status 2026-01-19 732829320 S1/),
    )
  })
})
