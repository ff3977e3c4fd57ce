import { createHash } from 'node:crypto'
import { and, eq, gte, sql } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { bucketCount } from '@relance/pipelines'
import { outbox as outboxTable, plannerRuns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { addEntries } from '../experiment/entries'
import { overriddenSince } from '../overrides/overrides-in-force'
import type { Outbox } from '../outbox/outbox'
import { planCustomer } from '../planner/plan-customer'
import type { CustomerRecord, Day } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'
import type { RunningCampaign, World } from '../planner/world'
import { queuedContacts } from '../records/queued'
import { customerKey, recordBlocks, recordsOf } from '../records/records'
import type { CustomerName } from '../records/records'
import type { VerdictLedger } from '../verdicts/ledger'
import { PlanChunk } from './chunk'
import { touchedSince } from './facts'
import { InTurn } from './in-turn'
import { LeaseLost, endLease, holdLease, renewLease } from './lease'
import { oneAhead } from './one-ahead'
import { withPlanned } from './planned-of-payers'

/** What a run plans with: campaigns that run, and the world as it is on that day. */
export interface PlanSource {
  running(): Promise<readonly RunningCampaign[]>
  world(now: Date, campaigns: readonly RunningCampaign[]): Promise<World>
  /** what follows a plan while this backend still is the one that plans */
  afterPlan?(now: Date): Promise<void>
}

export interface PlanTally {
  customers: number
  contacts: number
}

const AT_ONCE = 4000
/** More customers than this are planned by going through everybody again. */
const MOST_TOUCHED = 5000
/** Customers whose last invoice was settled longer ago have nothing to be answered to any more. */
const SETTLED_DAYS = 45
const LEASE_SECONDS = 120
/** in one lease */
const RENEWALS = 4
const DAY_MS = 86_400_000
/** The customers of the whole earth have each of their days once in front of them: at midnight and noon of UTC. */
const HALVES = 2

/** Plans the day of every customer once, and those again of whom something new is known. */
export class DayPlanner {
  constructor(
    private readonly db: Metadata['db'],
    private readonly warehouse: Warehouse,
    private readonly outbox: Outbox,
    private readonly ledger: VerdictLedger,
    private readonly source: PlanSource,
    private readonly worker: string,
    /** after which another backend plans on where this one has died */
    private readonly leaseSeconds = LEASE_SECONDS,
  ) {}

  /**
   * Plans what is left of the day; after a crash it goes on where the last committed share ended. Missed days are not
   * planned afterwards: what is due is due today, within the caps.
   * @returns null when another backend plans, also where it took over meanwhile, or no campaign runs
   */
  async run(now: Date, signal?: AbortSignal): Promise<PlanTally | null> {
    if (!(await holdLease(this.db, this.worker, this.leaseSeconds))) return null
    // What is read before the first share is written may take longer than the lease.
    const renew = () => void renewLease(this.db, this.worker, this.leaseSeconds).catch(() => undefined)
    const renewing = setInterval(renew, (this.leaseSeconds * 1000) / RENEWALS)
    try {
      const tally = await this.#rest(now, signal)
      if (tally) await this.source.afterPlan?.(now)
      return tally
    } catch (error) {
      if (error instanceof LeaseLost) return null
      throw error
    } finally {
      clearInterval(renewing)
      // Whoever comes next need not wait; where this fails, the lease ends by itself.
      await endLease(this.db, this.worker).catch(() => undefined)
    }
  }

  async #rest(now: Date, signal?: AbortSignal): Promise<PlanTally | null> {
    const campaigns = await this.source.running()
    if (campaigns.length === 0) return null
    const day = dayOf(now)
    const { world, note } = withPlanned(await this.source.world(now, campaigns))
    const name = fingerprint(campaigns, world.mark)
    const half = Math.floor((now.getTime() % DAY_MS) / (DAY_MS / HALVES))
    const rows = await this.db.select().from(plannerRuns).where(eq(plannerRuns.day, day))
    const done = new Map(rows.filter((row) => row.campaigns === name).map((row) => [row.bucket, row]))
    const slots = Array.from({ length: bucketCount }, (_, bucket) => ({
      bucket,
      slot: half * bucketCount + bucket,
    }))
    const left = slots.filter(({ slot }) => !done.has(slot))
    const tally = { customers: 0, contacts: 0 }
    const given = { now, day, campaigns, world, note, name, tally }
    if (left.length > 0) await this.#everybody(left, given, signal)
    else
      await this.#touched(
        slots.map(({ slot }) => slot),
        given,
      )
    await this.ledger.flush()
    return tally
  }

  /** Plans share after share; while one is planned the next is read, and what was planned before is committed. */
  async #everybody(left: readonly Slot[], given: Given, signal?: AbortSignal): Promise<void> {
    const { now, day } = given
    const queued = await queuedContacts(this.db)
    const planned = await this.#planned(day)
    const since = dayOf(new Date(now.getTime() - SETTLED_DAYS * DAY_MS))
    const commits = new InTurn()
    const ordered = dealsPlaces(given)
    const open = ({ bucket }: Slot) =>
      recordBlocks(this.warehouse, { bucket, since, ordered, ...(signal ? { signal } : {}) }, queued)
    try {
      for await (const { key, items } of oneAhead(left, open)) {
        signal?.throwIfAborted()
        const before = { ...given.tally }
        let chunk = new PlanChunk(now, planned)
        for await (const records of items) {
          for (const record of records) this.#plan(record, chunk, given)
          if (chunk.customers < AT_ONCE) continue
          const full = chunk
          await commits.next(() => this.#commit(full, day))
          chunk = new PlanChunk(now, planned)
        }
        const run = {
          bucket: key.slot,
          campaigns: given.name,
          recordedUntil: now,
          customers: given.tally.customers - before.customers,
          contacts: given.tally.contacts - before.contacts,
        }
        const last = chunk
        await commits.next(async () => {
          await this.#commit(last, day, run)
          await this.ledger.flush()
        })
      }
    } finally {
      await commits.end()
    }
  }

  /** Plans those again of whom something was recorded since the last look. */
  async #touched(slots: readonly number[], given: Given): Promise<void> {
    const { now, day } = given
    const [last] = await this.db
      .select({ until: sql<string>`min(${plannerRuns.recordedUntil})` })
      .from(plannerRuns)
      .where(eq(plannerRuns.day, day))
    if (!last) return
    const until = new Date(last.until)
    const recorded = await touchedSince(this.warehouse, until, MOST_TOUCHED)
    if (recorded === null) {
      await this.db.delete(plannerRuns).where(eq(plannerRuns.day, day))
      return
    }
    const touched = distinct([...recorded, ...(await overriddenSince(this.db, until))])
    const chunk = new PlanChunk(now, await this.#planned(day))
    if (touched.length > 0) {
      const since = dayOf(new Date(now.getTime() - SETTLED_DAYS * DAY_MS))
      const queued = await queuedContacts(this.db, touched)
      const records = await recordsOf(this.warehouse, touched, since, queued)
      const keys = dealsPlaces(given) ? [...records.keys()].sort() : [...records.keys()]
      for (const key of keys) {
        const record = records.get(key)
        if (record) this.#plan(record, chunk, given)
      }
    }
    await this.#commit(chunk, day)
    await this.db
      .update(plannerRuns)
      .set({ recordedUntil: now })
      .where(
        and(eq(plannerRuns.day, day), sql`${plannerRuns.bucket} = any(${`{${slots.join(',')}}`}::int[])`),
      )
  }

  #plan(record: CustomerRecord, chunk: PlanChunk, { campaigns, now, world, note, tally }: Given): void {
    const verdicts = planCustomer(record, campaigns, now.getTime(), world)
    chunk.add(verdicts)
    for (const { contact, exposed } of verdicts) {
      if (contact) note(record, contact)
      if (exposed) world.noteEntry(exposed)
    }
    tally.customers += 1
    tally.contacts += chunk.takeNewContacts()
  }

  /**
   * Messages, entries into experiments, verdicts and the cursor in one transaction, which waits for nothing but the
   * store. It is this backend's turn to the end of it: what it read of places and entries holds.
   * @throws LeaseLost
   */
  async #commit(
    chunk: PlanChunk,
    day: Day,
    run?: Omit<typeof plannerRuns.$inferInsert, 'day' | 'finishedAt'>,
  ): Promise<void> {
    const lines = await chunk.packed()
    await this.db.transaction(async (tx) => {
      await renewLease(tx, this.worker, this.leaseSeconds)
      await this.outbox.add(tx, chunk.messages, chunk.now)
      await addEntries(tx, chunk.entries)
      if (lines) await this.ledger.keep(tx, day, chunk.verdicts, lines)
      if (!run) return
      const row = { ...run, day, finishedAt: new Date() }
      await tx
        .insert(plannerRuns)
        .values(row)
        .onConflictDoUpdate({ target: [plannerRuns.day, plannerRuns.bucket], set: row })
    })
  }

  /** Customers that have a message of these days already, whose verdict stays. */
  async #planned(day: Day): Promise<Set<string>> {
    const since = dayOf(new Date(Date.parse(day) - DAY_MS))
    const rows = await this.db
      .select({ e: outboxTable.entityId, c: outboxTable.customerId, d: outboxTable.plannedDay })
      .from(outboxTable)
      .where(and(gte(outboxTable.plannedDay, since), eq(outboxTable.triggerKey, '')))
    return new Set(rows.map(({ e, c, d }) => `${customerKey({ entityId: e, customerId: c })}\u0000${d}`))
  }
}

/** A share of the customers and the number under which it is noted for one half of the earth. */
interface Slot {
  readonly bucket: number
  readonly slot: number
}

interface Given {
  readonly now: Date
  readonly day: Day
  readonly campaigns: readonly RunningCampaign[]
  readonly world: World
  readonly note: (record: CustomerRecord, contact: PlannedContact) => void
  readonly name: string
  readonly tally: PlanTally
}

/** Places are given in the order in which customers are planned: after a crash it must be the same again. */
const dealsPlaces = ({ campaigns }: Given): boolean =>
  campaigns.some(({ experiment }) => experiment?.dealt === true)

const distinct = (customers: readonly CustomerName[]): CustomerName[] => [
  ...new Map(customers.map((one) => [customerKey(one), one])).values(),
]

const dayOf = (at: Date): Day => at.toISOString().slice(0, 10)

/** The same for the same campaigns in the same versions, with the same experiments, under the same tables of law. */
const fingerprint = (campaigns: readonly RunningCampaign[], mark = ''): string =>
  createHash('sha256')
    .update(JSON.stringify(campaigns.map(marked).sort()) + mark)
    .digest('hex')
    .slice(0, 16)

const marked = ({ id, version, state, experiment }: RunningCampaign): string =>
  `${id}:${version}:${state}${experiment ? `:${experiment.id}:${experiment.mark}` : ''}`
