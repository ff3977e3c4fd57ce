import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { COMMAND_LINE } from '../../auth/person'
import { auditLog, customerOverrides, outbox as table } from '../../metadata'
import { Outbox } from '../outbox/outbox'
import { CAMPAIGN, MORNING, aMessage, useMetadata } from '../outbox/testing'
import { planCustomer } from '../planner/plan-customer'
import { aCampaign, aCustomer, aWorld, anInvoice, only } from '../planner/testing'
import { newOverride } from './overrides.contract'
import type { NewOverride } from './overrides.contract'
import { overriddenSince, overridesInForce } from './overrides-in-force'
import { OverridesService } from './overrides.service'

const store = useMetadata()
const service = () => new OverridesService(store.metadata, { now: () => MORNING })
const person = { ...COMMAND_LINE, name: 'Claire Petit' }
const make = (given: NewOverride) => service().make(newOverride.parse(given), person)
const who = (customer: string) => ({ entity_id: 'MAIN', customer_id: customer, reason: 'visit planned' })
const campaign = { ...aCampaign(), id: CAMPAIGN }

/** The verdict of the morning for a customer whose courteous step is long due. */
async function verdictOf(customer: string) {
  const overrides = await overridesInForce(store.metadata.db)
  const record = aCustomer({ entityId: 'MAIN', customerId: customer, invoices: [anInvoice()] })
  return only(planCustomer(record, [campaign], MORNING.getTime(), aWorld({ overrides })))
}

it('a hold keeps back what waits and every later message, names who decided, and ends when it is undone', async () => {
  const { db } = store.metadata
  await new Outbox(db).add(db, [aMessage(1), aMessage(2)])
  const { id } = await make({ kind: 'hold', ...who('C1') })
  const states = await db.select({ of: table.customerId, state: table.state }).from(table)
  expect(new Map(states.map((row) => [row.of, row.state]))).toEqual(
    new Map([
      ['C1', 'cancelled'],
      ['C2', 'queued'],
    ]),
  )
  expect(await verdictOf('C1')).toMatchObject({
    contact: null,
    reason: 'overridden',
    params: { by: 'Claire Petit' },
  })
  expect((await verdictOf('C2')).contact).not.toBeNull()
  await service().undo(id, person)
  expect((await verdictOf('C1')).contact).not.toBeNull()
  await expect(service().undo(id, person)).rejects.toMatchObject({ code: 'overrides/undone', status: 409 })
})

it('a skipped step counts as passed, and only a step that the campaign has can be skipped', async () => {
  expect((await verdictOf('C3')).contact?.stepId).toBe('courteous')
  await make({ kind: 'skip_step', ...who('C3'), campaign_id: CAMPAIGN, step_id: 'courteous' })
  expect((await verdictOf('C3')).contact?.stepId).toBe('firm')
  const unknown = make({ kind: 'skip_step', ...who('C3'), campaign_id: CAMPAIGN, step_id: 'firmest' })
  await expect(unknown).rejects.toMatchObject({ code: 'overrides/bad-step' })
})

it('decisions need a reason, and a hold a last day that is not past', async () => {
  expect(newOverride.safeParse({ kind: 'hold', ...who('C4'), reason: ' ' }).success).toBe(false)
  const past = make({ kind: 'hold', ...who('C4'), until: '2026-11-22' })
  await expect(past).rejects.toMatchObject({ code: 'overrides/past-day' })
})

it('each decision and its undoing is listed, audited, and makes the planner look again', async () => {
  const rows = await store.metadata.db
    .select()
    .from(customerOverrides)
    .where(eq(customerOverrides.customerId, 'C1'))
  expect(rows).toMatchObject([{ kind: 'hold', reason: 'visit planned', undoneBy: 'local' }])
  const log = await store.metadata.db.select().from(auditLog).where(eq(auditLog.subject, 'customer:MAIN/C1'))
  expect(log.map(({ action }) => action)).toEqual(['override.made', 'override.undone'])
  const before = new Date(MORNING.getTime() - 1)
  const touched = await overriddenSince(store.metadata.db, before)
  expect(touched.map(({ customerId }) => customerId).sort()).toEqual(['C1', 'C3'])
  expect(await overriddenSince(store.metadata.db, MORNING)).toEqual([])
})
