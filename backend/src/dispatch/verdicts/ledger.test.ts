import { describe, expect, it } from 'vitest'
import { useWarehouse } from '@relance/pipelines/testing'
import { z } from 'zod'
import { MORNING, aContact, useMetadata } from '../outbox/testing'
import type { Verdict } from '../planner/verdict'
import { VerdictLedger, packed } from './ledger'
import { VerdictLines } from './verdict-lines'

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
    sql: `SELECT customer_id, reason, params, reminder_id, total_due FROM verdicts FINAL WHERE customer_id < 'D' ORDER BY customer_id`,
    row: shown,
  })

describe('the ledger of verdicts', () => {
  it('has one verdict a customer, campaign and day, however often it is written', async () => {
    const { db } = store.metadata
    const ledger = new VerdictLedger(db, house.warehouse)
    const lines = new VerdictLines(1)
    lines.add(verdict('C1'), '')
    lines.add(verdict('C2', { contact: aContact(), reason: null, params: {} }), 'R2')
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

  it('writes what is said of many customers once, and spreads it over all of them', async () => {
    const { db } = store.metadata
    const ledger = new VerdictLedger(db, house.warehouse)
    const lines = new VerdictLines(1)
    const due = (next: string | number) => ({
      reason: 'nothing_due' as const,
      params: { next },
      invoices: [],
    })
    const said = [
      ...Array.from({ length: 40 }, (_, n) => verdict(`D${10 + n}`, due(`2026-12-0${1 + (n % 2)}`))),
      verdict('E1', due(1)),
      verdict('E2', due('1')),
      verdict('E3', { ...due('1'), campaignId: 'L' }),
      verdict('E4', { ...due('1'), reason: 'paid' }),
      verdict('E5', { ...due('1'), entityId: 'OTHER' }),
      verdict('E6', { ...due('1'), day: '2026-11-24' }),
      verdict('E7', { ...due('1'), invoices: [{ invoiceId: 'F2', reason: 'hold' }] }),
    ]
    for (const one of said) lines.add(one, '')
    expect(lines.text().trim().split('\n')).toHaveLength(2 + 7)
    await ledger.keep(db, '2026-11-23', said.length, await packed(lines))
    expect(await ledger.flush()).toBe(said.length)
    const found = await house.warehouse.query({
      name: 'test-spread',
      sql: `SELECT entity_id AS entityId, customer_id AS customerId, campaign_id AS campaignId, toString(day) AS day, reason, params,
        toJSONString(invoices) AS invoices FROM verdicts FINAL WHERE customer_id >= 'D' ORDER BY customer_id`,
      row: z.looseObject({}),
    })
    expect(found).toEqual(
      said.map(({ contact: _, params, invoices, ...one }) => ({
        ...one,
        params: JSON.stringify(params),
        invoices: JSON.stringify(
          invoices.map(({ invoiceId, reason }) => ({ invoice_id: invoiceId, reason })),
        ),
      })),
    )
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
