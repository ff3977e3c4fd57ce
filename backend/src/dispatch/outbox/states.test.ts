import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outbox as table } from '../../metadata'
import { Controls } from './controls'
import { DeadLetters } from './dead-letters'
import { Outbox } from './outbox'
import type { Outcome } from './outbox'
import { MORNING, aMessage, useMetadata } from './testing'

const test = useMetadata()
const WORKERS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const
const MESSAGES = 6
const KNOWN = ['queued', 'claimed', 'sending', 'sent', 'dead', 'cancelled', 'held']

const step = fc.oneof(
  fc.record({
    kind: fc.constant('claim' as const),
    worker: fc.constantFrom(...WORKERS),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant('start' as const),
    worker: fc.constantFrom(...WORKERS),
    n: fc.nat(MESSAGES - 1),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    worker: fc.constantFrom(...WORKERS),
    n: fc.nat(MESSAGES - 1),
    state: fc.constantFrom('sent', 'queued', 'dead', 'held', 'cancelled') as fc.Arbitrary<Outcome['state']>,
  }),
  fc.record({ kind: fc.constant('crash' as const) }),
  fc.record({ kind: fc.constant('requeue' as const), n: fc.nat(MESSAGES - 1) }),
)

describe('whatever happens in whatever order', () => {
  it('no message is lost, none is worked on by two, and what was sent stays sent', async () => {
    const { db } = test.metadata
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await db.delete(table)
        const outbox = new Outbox(db)
        const ids = [
          ...(await outbox.add(
            db,
            Array.from({ length: MESSAGES }, (_, n) => aMessage(n)),
          )),
        ].sort()
        const sent = new Set<string>()
        for (const one of steps) {
          const id = 'n' in one ? (ids[one.n] ?? '') : ''
          if (one.kind === 'claim') await outbox.claim(one.worker, 'email', MORNING, one.limit, 60)
          if (one.kind === 'start') await outbox.advance(one.worker, [], [id])
          if (one.kind === 'end')
            await outbox.advance(one.worker, [{ id, state: one.state, at: MORNING }], [])
          if (one.kind === 'crash') await outbox.recover({ all: true, repeat: ['email'] })
          if (one.kind === 'requeue') await new DeadLetters(db).requeue([id], MORNING)
          const rows = await db.select().from(table)
          expect(rows).toHaveLength(MESSAGES)
          for (const row of rows) {
            expect(KNOWN).toContain(row.state)
            expect(row.claimedBy !== null).toBe(['claimed', 'sending'].includes(row.state))
            if (sent.has(row.id)) expect(row.state).toBe('sent')
            if (row.state === 'sent') sent.add(row.id)
          }
        }
      }),
      { seed: 5, numRuns: 12 },
    )
  })
})

describe('a person', () => {
  it('stops and releases, and sees who stopped what', async () => {
    const controls = new Controls(test.metadata.db)
    await controls.stop('channel:sms', 'paused', 'Claire', 'provider is down')
    expect(await controls.list()).toMatchObject([
      { scope: 'channel:sms', by: 'Claire', note: 'provider is down' },
    ])
    expect(await controls.release('channel:sms')).toBe(true)
    expect(await controls.release('channel:sms')).toBe(false)
  })

  it('sees what was given up with its reason, and has it tried again', async () => {
    const { db } = test.metadata
    const outbox = new Outbox(db)
    await outbox.add(db, [aMessage(1)])
    const [claimed] = await outbox.claim(WORKERS[0], 'email', MORNING, 1, 60)
    const id = claimed?.id ?? ''
    await outbox.advance(
      WORKERS[0],
      [{ id, state: 'dead', at: MORNING, errorCode: 'smtp_554', error: 'spam' }],
      [],
    )
    const letters = new DeadLetters(db)
    expect(await letters.list()).toMatchObject([{ id, state: 'dead', errorCode: 'smtp_554', error: 'spam' }])
    expect(await letters.requeue([id], MORNING)).toEqual([id])
    expect(await letters.list()).toEqual([])
    expect(await outbox.claim(WORKERS[1], 'email', MORNING, 1, 60)).toHaveLength(1)
  })
})
