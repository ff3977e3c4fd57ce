import { describe, expect, it } from 'vitest'
import { useWarehouse } from '@relance/pipelines/testing'
import { z } from 'zod'
import { MORNING, aContact, useMetadata } from '../outbox/testing'
import type { Verdict } from '../planner/verdict'
import { VerdictLedger, packed } from './ledger'
import { verdictLine } from './verdict-line'

const store = useMetadata()
const house = useWarehouse()
const verdict = (customerId: string, change: Partial<Verdict> = {}): Verdict => ({
  entityId: 'MAIN',
  customerId,
  campaignId: 'K',
  day: '2026-11-23',
  contact: null,
  reason: 'promise',
  params: { until: '2026-12-01' },
  invoices: [{ invoiceId: 'F1', reason: 'disputed' }],
  ...change,
})
const shown = z.object({
  customer_id: z.string(),
  reason: z.string(),
  params: z.string(),
  reminder_id: z.string(),
  total_due: z.string(),
})
const rows = () =>
  house.warehouse.query({
    name: 'test-verdicts',
    sql: 'SELECT customer_id, reason, params, reminder_id, total_due FROM verdicts FINAL ORDER BY customer_id',
    row: shown,
  })

describe('the ledger of verdicts', () => {
  it('has one verdict a customer, campaign and day, however often it is written', async () => {
    const { db } = store.metadata
    const ledger = new VerdictLedger(db, house.warehouse)
    const lines = [
      verdictLine(verdict('C1'), '', 1),
      verdictLine(verdict('C2', { contact: aContact(), reason: null, params: {} }), 'R2', 1),
    ]
    for (let time = 0; time < 2; time += 1) {
      await ledger.keep(db, '2026-11-23', 2, await packed(lines))
      expect(await ledger.flush()).toBe(2)
    }
    expect(await ledger.flush()).toBe(0)
    expect(await rows()).toEqual([
      {
        customer_id: 'C1',
        reason: 'promise',
        params: '{"until":"2026-12-01"}',
        reminder_id: '',
        total_due: '0.0000',
      },
      { customer_id: 'C2', reason: '', params: '{}', reminder_id: 'R2', total_due: '120.0000' },
    ])
  })

  it('names the reason of a message that was cancelled after all', async () => {
    const ledger = new VerdictLedger(store.metadata.db, house.warehouse)
    const cancelled = { entityId: 'MAIN', campaignId: 'K', day: '2026-11-23', reason: 'paid' }
    await ledger.correct(
      [
        { ...cancelled, customerId: 'C2' },
        { ...cancelled, customerId: 'C1', reason: 'hold' },
      ],
      MORNING,
    )
    expect((await rows()).map(({ reason, reminder_id }) => [reason, reminder_id])).toEqual([
      ['promise', ''],
      ['paid', ''],
    ])
  })
})
