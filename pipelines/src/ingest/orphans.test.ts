import { beforeEach, describe, expect, it } from 'vitest'
import { useWarehouse } from '../engine/testing'
import { currentEvents, loadText } from './testing'
import { undoLoad } from './undo'

const test = useWarehouse()
beforeEach(() => test.reset())

const event = (type: string, more: object) => ({
  event_id: `${type}-${JSON.stringify(more)}`,
  event_type: type,
  occurred_on: '2026-01-05',
  ...more,
})
const load = (...events: object[]) =>
  loadText(test.warehouse, events.map((one) => JSON.stringify(one)).join('\n'), { source: 'ndjson' })
const customers = async () =>
  (await currentEvents(test.warehouse)).map((text) => text.split(' ').slice(-6)[0])

const payment = event('payment.received', { customer_id: 'C1', payment_id: 'P1', amount: '10' })
const dispute = event('payment.disputed', { payment_id: 'P1', amount: '10' })
const sent = event('reminder.sent', { customer_id: 'C2', reminder_id: 'R1' })
const bounced = event('reminder.bounced', { reminder_id: 'R1' })

describe('an event that names no customer', () => {
  it('finds it by its payment or its reminder, before or after they come, in one load or in several', async () => {
    expect(await load(dispute, bounced)).toMatchObject({ accepted: 2, waiting: 2, rejected: 0 })
    expect(await currentEvents(test.warehouse)).toEqual([])
    expect(await load(payment, sent)).toMatchObject({ accepted: 2, waiting: 0 })
    const after = await currentEvents(test.warehouse)
    expect(after).toHaveLength(4)
    await test.reset()
    expect(await load(bounced, payment, dispute, sent)).toMatchObject({ accepted: 4, waiting: 0 })
    expect(await currentEvents(test.warehouse)).toEqual(after)
    expect((await customers()).every((customer) => customer !== '')).toBe(true)
    expect(await load(dispute, bounced)).toMatchObject({ accepted: 0, duplicates: 2 })
  })

  it('waits for nobody where nothing tells: then it is rejected', async () => {
    const result = await load(
      event('payment.disputed', { amount: '1' }),
      event('promise.made', { reminder_id: 'R1', amount: '1' }),
    )
    expect(result).toMatchObject({ accepted: 0, rejected: 2 })
  })

  it('is undone with its load', async () => {
    await load(payment)
    const { batch_id } = await load(dispute)
    expect(await currentEvents(test.warehouse)).toHaveLength(2)
    await undoLoad(test.warehouse, batch_id)
    expect(await currentEvents(test.warehouse)).toHaveLength(1)
  })
})
