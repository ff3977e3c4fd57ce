import { eventTypeDefinitions } from '@relance/pipelines'
import { describe, expect, it } from 'vitest'
import { exposureEvent } from './exposure-event'
import type { Exposure } from './exposure'

const entry: Exposure = {
  experimentId: 'tone-2026',
  campaignId: 'K',
  entityId: 'MAIN',
  customerId: 'C1',
  cluster: '552100554',
  segmentId: 'small',
  campaignSegment: 'small',
  stratum: '',
  cell: 'firm',
  levels: { tone: 'firm' },
  probability: 0.45,
  epoch: 2,
  holdoutPossible: true,
  triggerAt: Date.parse('2026-11-23T06:00:00Z'),
  day: '2026-11-23',
  currency: 'EUR',
  invoices: [
    { invoiceId: 'F1', open: 1_200_000n },
    { invoiceId: 'F2', open: 5_000n },
  ],
}

describe('the event of an entry', () => {
  it('carries what an analysis reads, and the sum that was open', () => {
    const event = exposureEvent(entry)
    expect(event).toMatchObject({
      event_type: 'experiment.exposed',
      variant_id: 'firm',
      segment_id: 'small',
      amount: '120.50',
      attributes: {
        experiment_id: 'tone-2026',
        cluster: '552100554',
        probability: 0.45,
        weight_epoch: 2,
        holdout: '0',
        holdout_possible: '1',
        invoices: [
          { invoice_id: 'F1', open: '120.00' },
          { invoice_id: 'F2', open: '0.50' },
        ],
      },
    })
  })

  it('has one id for an experiment, creditor and customer, whatever names hold', () => {
    const id = (more: Partial<Exposure>) => exposureEvent({ ...entry, ...more }).event_id
    expect(id({ cell: 'holdout', triggerAt: 0 })).toBe(id({}))
    expect(id({ entityId: 'A:B', customerId: 'C' })).not.toBe(id({ entityId: 'A', customerId: 'B:C' }))
  })

  it('names only attributes that the contract of events knows', () => {
    const known = Object.keys(eventTypeDefinitions['experiment.exposed'].attributes)
    const { attributes = {} } = exposureEvent(entry)
    expect(Object.keys(attributes).filter((name) => !known.includes(name))).toEqual([])
  })
})
