import { eventRow } from '@relance/pipelines'
import type { EventRow } from '@relance/pipelines'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { dispatchTasks, outbox as table } from '../../metadata'
import { Outbox } from '../outbox/outbox'
import { MORNING, aMessage, useMetadata } from '../outbox/testing'
import { toDecimal } from './reminder-event'
import { Teller } from './teller'
import type { CancelledMessage } from './teller'

const test = useMetadata()
let loaded: EventRow[] = []
let corrected: CancelledMessage[] = []
beforeEach(() => {
  loaded = []
  corrected = []
})
const teller = (works: () => boolean = () => true) =>
  new Teller(
    test.metadata.db,
    (events) => {
      loaded.push(...events)
      return Promise.resolve(works())
    },
    (cancelled) => {
      corrected.push(...cancelled)
      return Promise.resolve()
    },
  )

async function ended(change: Partial<typeof table.$inferInsert>, channel: 'email' | 'phone' = 'email') {
  const outbox = new Outbox(test.metadata.db)
  await outbox.add(test.metadata.db, [aMessage(1, { channel })])
  await test.metadata.db.update(table).set({ endedAt: MORNING, ...change })
  const [row] = await test.metadata.db.select().from(table)
  return row?.id ?? ''
}

describe('what was sent', () => {
  it('becomes one event with its cost, claims, step and cell, of which the contract has nothing to complain', async () => {
    const id = await ended({ state: 'sent', cost: '0.07', messageId: '<x@y>', providerId: 'q9' })
    expect(await teller().tell()).toBe(1)
    expect(loaded).toMatchObject([
      {
        event_id: `reminder:${id}:sent`,
        event_type: 'reminder.sent',
        occurred_at: '2026-11-23T08:00:00.000Z',
        customer_id: 'C1',
        reminder_id: id,
        variant_id: 'a',
        segment_id: 'small',
        channel: 'email',
        tone: 'friendly',
        step: 1,
        amount: '0.0700',
        currency: 'EUR',
        attributes: {
          invoices: [{ invoice_id: 'F1', level: 1, open: '120.00', due_on: '2026-11-01' }],
          cost: '0.0700',
          step_id: 'courteous',
          message_id: '<x@y>',
        },
      },
    ])
    expect(eventRow.safeParse(loaded[0]).success).toBe(true)
    expect(await teller().tell()).toBe(0)
  })

  it('is told again, the same, until it is known', async () => {
    await ended({ state: 'sent', cost: '0' })
    expect(await teller(() => false).tell()).toBe(0)
    expect(await teller().tell()).toBe(1)
    expect(loaded).toHaveLength(2)
    expect(loaded[0]).toEqual(loaded[1])
  })

  it('by the log channel is not counted as an e-mail', async () => {
    await ended({ state: 'sent', providerId: 'log', cost: '0' })
    await teller().tell()
    expect(loaded).toMatchObject([{ channel: 'log', attributes: { planned_channel: 'email' } }])
  })

  it('as a call counts when the call was made', async () => {
    const id = await ended({ state: 'sent', cost: '0' }, 'phone')
    const recipient = { name: 'A', address: '+33' }
    const task = {
      id,
      entityId: 'MAIN',
      customerId: 'C1',
      kind: 'phone',
      dueOn: '2026-11-23',
      text: '',
      recipient,
    }
    await test.metadata.db.insert(dispatchTasks).values(task)
    expect(await teller().tell()).toBe(0)
    const doneAt = new Date('2026-11-24T10:00:00Z')
    await test.metadata.db
      .update(dispatchTasks)
      .set({ doneAt, outcome: 'reached' })
      .where(eq(dispatchTasks.id, id))
    expect(await teller().tell()).toBe(1)
    expect(loaded).toMatchObject([
      { occurred_at: '2026-11-24T10:00:00.000Z', channel: 'phone', attributes: { outcome: 'reached' } },
    ])
  })
})

describe('the last step of a ladder', () => {
  const lastStep = async (change: Partial<typeof table.$inferInsert>) => {
    const outbox = new Outbox(test.metadata.db)
    await outbox.add(test.metadata.db, [aMessage(1, { kind: 'hand_over', stepId: 'hand-over' })])
    await test.metadata.db.update(table).set({ state: 'sent', cost: '0', endedAt: MORNING, ...change })
    await teller(() => false).tell()
    await teller().tell()
    await teller().tell()
    return test.metadata.db.select().from(dispatchTasks)
  }

  it('leaves one task behind: to give the file for litigation to whom it may concern', async () => {
    expect(await lastStep({ providerId: 'q1' })).toMatchObject([
      { kind: 'hand_over', customerId: 'C1', entityId: 'MAIN', dueOn: '2026-11-23', doneAt: null },
    ])
  })

  it('that was only shown leaves none', async () => {
    expect(await lastStep({ providerId: 'log' })).toEqual([])
  })
})

describe('what was not sent', () => {
  it('is a bounce when the address does not exist, else a failure', async () => {
    await ended({ state: 'dead', errorCode: 'address:smtp_550', error: 'no such user' })
    await teller().tell()
    await test.metadata.db.update(table).set({ toldWarehouse: false, errorCode: 'smtp_451' })
    await teller().tell()
    expect(loaded).toMatchObject([
      { event_type: 'reminder.bounced', attributes: { reason: 'smtp_550', address: 'c1@exemple.fr' } },
      { event_type: 'reminder.failed', attributes: { reason: 'smtp_451' } },
    ])
    expect(loaded.every((event) => eventRow.safeParse(event).success)).toBe(true)
  })

  it('because it was no longer due mends the verdict of its day and is no event', async () => {
    await ended({ state: 'cancelled', errorCode: 'promise' })
    await teller().tell()
    expect(loaded).toEqual([])
    expect(corrected).toMatchObject([{ customerId: 'C1', day: '2026-11-23', reason: 'promise' }])
  })
})

describe('amounts', () => {
  it('are written with as many decimals as they need', () => {
    expect([12_345_600n, 12_345_678n, 5n, -15_000n, 0n].map(toDecimal)).toEqual([
      '1234.56',
      '1234.5678',
      '0.0005',
      '-1.50',
      '0.00',
    ])
  })
})
