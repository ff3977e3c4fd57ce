import { randomUUID } from 'node:crypto'
import { asc } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { outbox as table } from '../../metadata'
import { keepBack } from './keep-back'
import { Outbox } from './outbox'
import { MORNING, aMessage, useMetadata } from './testing'

const test = useMetadata()
const worker = randomUUID()
const C1 = { entityId: 'MAIN', customerId: 'C1' }
const claim = (invoiceId: string) => ({ invoiceId, level: 1, open: 1_000_000n, dueOn: '2026-11-01' })

async function add(n: number, invoices: string[], channel: 'email' | 'sms' = 'email') {
  const outbox = new Outbox(test.metadata.db)
  await outbox.add(test.metadata.db, [aMessage(n, { claims: invoices.map(claim), channel })])
  return outbox
}
const rows = () => test.metadata.db.select().from(table).orderBy(asc(table.customerId))

it('cancels a message whose invoices are all answered for, with the reason, and leaves other customers alone', async () => {
  await add(1, ['F1', 'F2'])
  await add(2, ['F1'])
  const { db } = test.metadata
  expect(await keepBack(db, C1, { reason: 'promise', invoices: ['F1', 'F2', 'F3'] }, MORNING)).toBe(1)
  expect(await rows()).toMatchObject([{ state: 'cancelled', errorCode: 'promise' }, { state: 'queued' }])
})

it('has a message that claims more looked at again, later', async () => {
  await add(1, ['F1', 'F2'])
  expect(await keepBack(test.metadata.db, C1, { reason: 'promise', invoices: ['F1'] }, MORNING)).toBe(0)
  const [row] = await rows()
  expect(row).toMatchObject({ state: 'queued' })
  expect(row?.nextAttemptAt.getTime()).toBeGreaterThan(MORNING.getTime())
})

it('takes a message from a backend that has claimed it but not begun to send it', async () => {
  const outbox = await add(1, ['F1'])
  const [message] = await outbox.claim(worker, 'email', MORNING, 10, 60)
  expect(await keepBack(test.metadata.db, C1, { reason: 'disputed', invoices: ['F1'] }, MORNING)).toBe(1)
  expect(await outbox.advance(worker, [], [message?.id ?? ''])).toEqual(new Set())
})

it('leaves what a provider already has', async () => {
  const outbox = await add(1, ['F1'])
  const [message] = await outbox.claim(worker, 'email', MORNING, 10, 60)
  await outbox.advance(worker, [], [message?.id ?? ''])
  expect(await keepBack(test.metadata.db, C1, { reason: 'complaint' }, MORNING)).toBe(0)
  expect(await rows()).toMatchObject([{ state: 'sending' }])
})

it('of a closed channel cancels the messages by it only', async () => {
  await add(1, ['F1'], 'sms')
  const { db } = test.metadata
  expect(await keepBack(db, C1, { reason: 'opted_out', channel: 'email' }, MORNING)).toBe(0)
  expect(await keepBack(db, C1, { reason: 'opted_out', channel: 'sms' }, MORNING)).toBe(1)
})
