import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { campaigns, outbox as table, sendingControls } from '../../metadata'
import { Outbox } from './outbox'
import { CAMPAIGN, MORNING, aContact, aMessage, useMetadata } from './testing'

const test = useMetadata()
const ONE = '00000000-0000-4000-8000-000000000001'
const TWO = '00000000-0000-4000-8000-000000000002'
const many = (count: number) => Array.from({ length: count }, (_, n) => aMessage(n))
const states = async () => {
  const rows = await test.metadata.db.select({ state: table.state }).from(table)
  return rows.map(({ state }) => state).sort()
}
const filled = async (count: number) => {
  const outbox = new Outbox(test.metadata.db)
  await outbox.add(test.metadata.db, many(count))
  return outbox
}
const claim = (outbox: Outbox, worker: string, limit = 10, at = MORNING) =>
  outbox.claim(worker, 'email', at, limit, 60)

describe('a planned message', () => {
  it('exists once however often it is planned, and comes back as it was', async () => {
    const outbox = new Outbox(test.metadata.db)
    expect((await outbox.add(test.metadata.db, many(3))).size).toBe(3)
    expect((await outbox.add(test.metadata.db, many(4))).size).toBe(1)
    const claimed = await claim(outbox, ONE)
    expect(claimed).toHaveLength(4)
    const first = claimed.find(({ customerId }) => customerId === 'C0')
    expect(first?.contact).toEqual(aMessage(0).contact)
  })

  it('is the only one of its customer and day, whatever the campaign', async () => {
    const outbox = await filled(1)
    const rival = aMessage(0, { campaignId: '00000000-0000-4000-8000-00000000000d', stepId: 'firm' })
    expect((await outbox.add(test.metadata.db, [rival])).size).toBe(0)
  })

  it('does not keep back a reaction of the same day, of which there is one a trigger', async () => {
    const outbox = await filled(1)
    const thanks = { ...aMessage(0), contact: aContact({ kind: 'reaction', reaction: 'payment' }) }
    const added = await outbox.add(test.metadata.db, [
      { ...thanks, trigger: 'P1' },
      { ...thanks, trigger: 'P1' },
      { ...thanks, trigger: 'P2' },
    ])
    expect(added.size).toBe(2)
  })
})

describe('claiming', () => {
  it('gives each message to one of several backends', async () => {
    const outbox = await filled(40)
    const parts = await Promise.all([claim(outbox, ONE, 25), claim(outbox, TWO, 25)])
    const ids = parts.flat().map(({ id }) => id)
    expect(ids).toHaveLength(40)
    expect(new Set(ids).size).toBe(40)
  })

  it('waits for the moment of the message', async () => {
    const outbox = await filled(1)
    expect(await claim(outbox, ONE, 1, new Date(MORNING.getTime() - 1))).toEqual([])
    expect(await claim(outbox, ONE, 1)).toHaveLength(1)
  })

  it.each(['all', 'channel:email', `campaign:${CAMPAIGN}`, 'entity:MAIN'])(
    'is stopped at once by a control of %s, also for what is claimed already',
    async (scope) => {
      const outbox = await filled(2)
      const [first] = await claim(outbox, ONE, 1)
      await test.metadata.db.insert(sendingControls).values({ scope, reason: 'paused', by: 'Claire' })
      expect(await claim(outbox, ONE, 1)).toEqual([])
      expect(await outbox.advance(ONE, [], [first?.id ?? ''])).toEqual(new Set())
      await test.metadata.db.delete(sendingControls)
      expect(await outbox.advance(ONE, [], [first?.id ?? ''])).toEqual(new Set([first?.id]))
    },
  )

  it('is stopped at once when the campaign is paused', async () => {
    const outbox = await filled(2)
    const [first] = await claim(outbox, ONE, 1)
    await test.metadata.db.update(campaigns).set({ state: 'paused' })
    expect(await claim(outbox, ONE)).toEqual([])
    expect(await outbox.advance(ONE, [], [first?.id ?? ''])).toEqual(new Set())
  })
})

describe('a lease', () => {
  it('that ran out is free for others, and its holder may not send any more', async () => {
    const outbox = await filled(1)
    const [claimed] = await outbox.claim(ONE, 'email', MORNING, 1, -1)
    expect(await outbox.advance(ONE, [], [claimed?.id ?? ''])).toEqual(new Set())
    expect(await outbox.recover({ all: false, repeat: ['email'] })).toBe(1)
    expect(await claim(outbox, TWO)).toHaveLength(1)
  })

  it('that still runs is left alone', async () => {
    const outbox = await filled(1)
    await claim(outbox, ONE)
    expect(await outbox.recover({ all: false, repeat: ['email'] })).toBe(0)
    expect(await outbox.recover({ all: true, repeat: ['email'] })).toBe(1)
  })

  it('lost while sending is repeated where that is the lesser evil, and counted, else held for a person', async () => {
    const outbox = await filled(2)
    const ids = (await claim(outbox, ONE)).map(({ id }) => id)
    await outbox.advance(ONE, [], ids)
    await test.metadata.db.update(table).set({ channel: 'sms' }).where(eq(table.customerId, 'C1'))
    await outbox.recover({ all: true, repeat: ['email'] })
    const rows = await test.metadata.db.select().from(table).orderBy(table.customerId)
    expect(rows.map(({ state, interrupted }) => [state, interrupted])).toEqual([
      ['queued', 1],
      ['held', 1],
    ])
  })
})

describe('an outcome', () => {
  it('is written together with the start of the next message', async () => {
    const outbox = await filled(2)
    const [first, second] = (await claim(outbox, ONE)).map(({ id }) => id) as [string, string]
    expect(await outbox.advance(ONE, [], [first])).toEqual(new Set([first]))
    const sent = { id: first, state: 'sent', at: MORNING, providerId: 'q1', cost: '0.0020' } as const
    expect(await outbox.advance(ONE, [sent], [second])).toEqual(new Set([second]))
    expect(await states()).toEqual(['sending', 'sent'])
    const [row] = await test.metadata.db.select().from(table).where(eq(table.id, first))
    expect(row).toMatchObject({ providerId: 'q1', cost: '0.0020', attempts: 1, claimedBy: null })
  })

  it('of a backend that lost its lease changes nothing', async () => {
    const outbox = await filled(1)
    const [first] = await claim(outbox, ONE)
    await outbox.recover({ all: true, repeat: ['email'] })
    await claim(outbox, TWO)
    await outbox.advance(ONE, [{ id: first?.id ?? '', state: 'dead', at: MORNING }], [])
    expect(await states()).toEqual(['claimed'])
  })

  it('that does not count leaves the attempts as they were', async () => {
    const outbox = await filled(1)
    const [first] = await claim(outbox, ONE)
    const id = first?.id ?? ''
    await outbox.advance(ONE, [], [id])
    await outbox.advance(
      ONE,
      [{ id, state: 'queued', at: MORNING, nextAttemptAt: MORNING, counts: false }],
      [],
    )
    expect(await test.metadata.db.select().from(table)).toMatchObject([{ attempts: 0, state: 'queued' }])
  })
})
