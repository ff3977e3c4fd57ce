import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { useServer, type TestServer } from '../../backend/src/app/testing'
import { DispatchService } from '../../backend/src/dispatch'
import { headerOf, startSmtp, type TestSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { decodeExposure } from '../../backend/src/dispatch/outbox/payload'
import { CLOCK } from '../../backend/src/dispatch/ports'
import { DealtPlacesService } from '../../backend/src/experiments/results/dealt-places.service'
import { aCell, aDesign, useCompany } from '../../backend/src/experiments/running/testing'
import { InboxService } from '../../backend/src/inbox/inbox.service'
import { experimentEntries, outbox } from '../../backend/src/metadata'
import { withoutServer } from '../../backend/src/metadata/testing-server'
import { serversFor } from './servers'

if (withoutServer !== null) console.log(`two backends that plan one day: skipped, ${withoutServer}`)

const CUSTOMERS = 120
const TEST = 'deux-serveurs'
const design = aDesign({
  cells: [aCell('today'), aCell('firm', [{ step: 'courteous', tone: 'firm' }])],
  holdout_share: 0.2,
})
const numbers = Array.from({ length: CUSTOMERS }, (_, n) => n)

describe.skipIf(withoutServer !== null)('two backends that plan, send and tell at the same time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relance-two-'))
  const ends: (() => Promise<unknown>)[] = []
  const environment: Record<string, string> = {}
  const log: string[] = []
  beforeAll(async () => {
    Object.assign(environment, await serversFor(folder, ends))
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
    rmSync(folder, { recursive: true, force: true })
  })
  const backends = [useServer(environment), useServer(environment)] as const
  const [first] = backends
  const company = useCompany(first, '2026-11-17T09:00:00Z')
  const db = () => first.server.stores.metadata.db
  let smtp: TestSmtp

  beforeAll(async () => {
    const write = process.stderr.write.bind(process.stderr)
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      log.push(String(chunk))
      return write(chunk)
    })
    smtp = await startSmtp()
    await company.open()
    await company.ask('PUT', '/api/channels/email', {
      settings: {
        ...{ host: '127.0.0.1', port: smtp.port, security: 'none', per_second: 0 },
        from_address: 'compta@vernier.example',
      },
      secrets: {},
    })
    await company.debtors(numbers.map((n) => ({ id: `C${n}`, amount: `${50 + n * n}.00` })))
    await company.launch(TEST, await company.campaign('Relances'), design)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await smtp.close()
  })

  const dispatchOf = (test: TestServer) => test.server.app.get(DispatchService)
  /** Slots of a day that are planned: all of them before noon are sixteen. */
  const planned = async (day: string) =>
    Number(
      (await db().execute(sql`select count(*) as n from planner_runs where day = ${day}`)).rows[0]?.['n'],
    )

  /** Both plan, send and tell again and again, until the day is planned and every message is told of. */
  async function live(at: string): Promise<void> {
    const now = new Date(at)
    for (const { server } of backends) server.app.get<{ now: () => Date }>(CLOCK).now = () => now
    const over = async () => {
      const { rows } = await db().execute(
        sql`select 1 from outbox where state <> 'sent' or not told_warehouse limit 1`,
      )
      return rows.length === 0 && (await planned(at.slice(0, 10))) === 16
    }
    const again = async (work: () => Promise<unknown>) => {
      do await work()
      while (!(await over()))
    }
    await Promise.all(
      backends.map(dispatchOf).flatMap((dispatch) => [
        again(() => dispatch.plan()),
        again(() => dispatch.send()),
        again(async () => {
          await dispatch.tell()
          await sleep(20)
        }),
      ]),
    )
    for (const { server } of backends) await server.app.get(InboxService).idle()
  }

  /** Ends the lease of whoever plans, some shares apart: as if he had been away for longer than it lasts. */
  async function takeLeases(day: string, times: number): Promise<number> {
    let taken = 0
    for (let seen = -1; taken < times && (await planned(day)) < 16; await sleep(5)) {
      const now = await planned(day)
      if (now === seen) continue
      const { rowCount } = await db().execute(
        sql`update settings set value = jsonb_set(value, '{until}', '0') where key = 'dispatch:planner'`,
      )
      if (rowCount === 0) continue
      seen = now
      taken += 1
    }
    return taken
  }

  async function entries() {
    const rows = await db().select().from(experimentEntries)
    return rows.map(({ exposure }) => decodeExposure(exposure))
  }

  /** Whoever owes is in the test once, his place dealt, and was written to once unless he is held out. */
  async function isRight(customers: number): Promise<void> {
    const entered = await entries()
    expect(new Set(entered.map(({ customerId }) => customerId)).size).toBe(customers)
    expect(entered).toHaveLength(customers)
    for (const stratum of new Set(entered.map(({ place }) => place?.key ?? 'none'))) {
      const those = entered.filter(({ place }) => (place?.key ?? 'none') === stratum)
      const dealt = those.toSorted((a, b) => (a.place?.number ?? -1) - (b.place?.number ?? -1))
      expect(
        dealt.map(({ place }) => place?.number),
        stratum,
      ).toEqual(dealt.map((_, n) => n))
      for (let block = 0; block + 5 <= dealt.length; block += 5) {
        const cells = dealt.slice(block, block + 5).map(({ cell }) => cell)
        expect(cells.sort(), `${stratum}, places from ${block}`).toEqual([
          'firm',
          'firm',
          'holdout',
          'today',
          'today',
        ])
      }
    }
    const places = first.server.app.get(DealtPlacesService)
    expect(await places.of(TEST, design, '2026-12-31')).toEqual({
      everyone_else: { places: customers, wrong: 0 },
    })
    const written = entered.filter(({ cell }) => cell !== 'holdout')
    const messages = await db().select().from(outbox)
    expect(messages.map(({ customerId, variantId }) => `${customerId} ${variantId}`).sort()).toEqual(
      written.map(({ customerId, cell }) => `${customerId} ${cell}`).sort(),
    )
    expect(smtp.received.flatMap(({ to }) => to).sort()).toEqual(
      written.map(({ customerId }) => `${customerId.toLowerCase()}@exemple.fr`).sort(),
    )
    expect(new Set(smtp.received.map((mail) => headerOf(mail, 'Message-ID'))).size).toBe(written.length)
  }

  /** What the warehouse knows: an entry and a reminder each, one verdict a customer and day. */
  async function isKnown(customers: number, verdicts: number): Promise<void> {
    const [known] = await first.server.stores.warehouse.query({
      name: 'test-known',
      sql: `SELECT (SELECT count() FROM relance.events_current WHERE event_type = 'experiment.exposed') AS entries,
        (SELECT count() FROM relance.events_current WHERE event_type = 'reminder.sent') AS sent,
        (SELECT count() FROM relance.verdicts FINAL WHERE customer_id <> 'PAID') AS verdicts,
        (SELECT uniqExact(day, customer_id) FROM relance.verdicts FINAL WHERE customer_id <> 'PAID') AS judged`,
      row: z.record(z.string(), z.coerce.number()),
    })
    expect(known).toEqual({
      ...{ entries: customers, sent: smtp.received.length },
      ...{ verdicts, judged: verdicts },
    })
  }

  it('lets each customer enter once, in one cell, with one reminder, and deals whole blocks', async () => {
    await live('2026-11-17T09:00:00Z')
    await isRight(CUSTOMERS)
    await isKnown(CUSTOMERS, CUSTOMERS)
  })

  it('does so as well where each loses its lease to the other in the midst of a plan', async () => {
    const more = numbers.map((n) => ({ id: `N${n}`, amount: `${90 + n * n}.00`, due: '2026-11-12' }))
    await company.debtors(more)
    const [taken] = await Promise.all([takeLeases('2026-11-18', 10), live('2026-11-18T09:00:00Z')])
    expect(taken).toBeGreaterThan(3)
    await isRight(2 * CUSTOMERS)
    await isKnown(2 * CUSTOMERS, 3 * CUSTOMERS)
  })

  it('says of none of it that something went wrong', () => {
    expect(log.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).toEqual([])
  })
})
