import { expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { sourceFreshness } from './freshness'
import { eventsCsv, loadText } from './testing'
import { undoLoad } from './undo'

const test = useWarehouse()

it('says of each source of each creditor how far it reaches, and what waits', async () => {
  expect(await sourceFreshness(test.warehouse)).toEqual([])
  const rows = [
    ['i', 'invoice.issued', '2026-01-05', 'C1', 'F1', '', 10, '2026-02-05', ''],
    ['p', 'payment.received', '2026-01-20', 'C1', 'F1', 'P1', 10, '', ''],
    ['w', 'payment.received', '2026-01-22', '', 'F9', 'P2', 10, '', ''],
  ]
  await loadText(test.warehouse, eventsCsv(rows), { currency: 'EUR', entityId: 'FR01' })
  const later = { event_id: 'j', event_type: 'payment.claimed', occurred_on: '2026-03-01', customer_id: 'C2' }
  const second = await loadText(test.warehouse, JSON.stringify(later), { entityId: 'BE01' })
  const found = await sourceFreshness(test.warehouse)
  expect(found).toMatchObject([
    { entity_id: 'BE01', source: 'ndjson', loads: 1, last_day: '2026-03-01', waiting: 0 },
    {
      entity_id: 'FR01',
      source: 'csv',
      loads: 1,
      last_day: '2026-01-22',
      complete_through: '2026-01-22',
      waiting: 1,
    },
  ])
  expect(Date.parse(String(found[0]?.last_load))).toBeGreaterThan(0)
  await undoLoad(test.warehouse, second.batch_id)
  const arrived = ['k', 'invoice.issued', '2026-01-06', 'C3', 'F9', '', 10, '2026-02-06', '']
  await loadText(test.warehouse, eventsCsv([arrived]), { currency: 'EUR', entityId: 'FR01' })
  expect(await sourceFreshness(test.warehouse)).toMatchObject([{ entity_id: 'FR01', loads: 2, waiting: 0 }])
})
