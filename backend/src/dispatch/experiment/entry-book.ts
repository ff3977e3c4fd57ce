import { holdoutCell } from '@relance/experiments'
import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import { decodeExposure } from '../outbox/payload'
import { customerKey } from '../records/records'
import type { CustomerName } from '../records/records'
import type { Exposure } from './exposure'
import type { Entered } from './running-experiment'

const AT_ONCE = 20_000
const NONE: readonly Entered[] = []

/** Who may be asked for entries of customers and payers. */
export interface Entries {
  ofCustomer(name: CustomerName): readonly Entered[]
  /** ascending by the order of entry */
  ofCluster(cluster: string): readonly Entered[]
  count(experimentId: string): number
}

/** Entries by customer, payer and experiment. */
export class EntryIndex implements Entries {
  readonly #byCustomer = new Map<string, Entered[]>()
  readonly #byCluster = new Map<string, Entered[]>()
  readonly #counts = new Map<string, number>()

  add(entry: Entered): void {
    push(this.#byCustomer, customerKey(entry), entry)
    push(this.#byCluster, entry.cluster, entry)
    this.#counts.set(entry.experimentId, this.count(entry.experimentId) + 1)
  }

  ofCustomer(name: CustomerName): readonly Entered[] {
    return this.#byCustomer.size === 0 ? NONE : (this.#byCustomer.get(customerKey(name)) ?? NONE)
  }

  ofCluster(cluster: string): readonly Entered[] {
    return this.#byCluster.get(cluster) ?? NONE
  }

  count(experimentId: string): number {
    return this.#counts.get(experimentId) ?? 0
  }
}

function push(map: Map<string, Entered[]>, key: string, entry: Entered): void {
  const known = map.get(key)
  if (known) known.push(entry)
  else map.set(key, [entry])
}

/**
 * Entries of running experiments, and who was held out in the last year. They are never changed, so that only new ones
 * are read each time: the planner and each batch of messages ask.
 */
export class EntryBook {
  readonly index = new EntryIndex()
  #last = 0
  #reading: Promise<void> = Promise.resolve()

  constructor(private readonly db: Metadata['db']) {}

  /** Reads what was written since the last time. */
  async refresh(): Promise<void> {
    const reading = this.#reading.then(() => this.#read())
    this.#reading = reading.catch(() => undefined)
    await reading
  }

  async #read(): Promise<void> {
    for (;;) {
      const { rows } = await this.db.execute(sql`
        select e.seq, e.exposure - 'invoices' as exposure from experiment_entries e
        where e.seq > ${this.#last} and (e.cell = ${holdoutCell} and e.entry_day > now() - interval '370 days'
          or exists (select 1 from experiments x where x.id = e.experiment_id and x.state = 'running'))
        order by e.seq limit ${AT_ONCE}`)
      for (const row of rows) {
        this.index.add(entered(decodeExposure(row['exposure'])))
        this.#last = Number(row['seq'])
      }
      if (rows.length < AT_ONCE) return
    }
  }
}

/** What of an entry is remembered: a million of them stay in memory while their experiment runs. */
function entered(entry: Exposure): Entered {
  const { experimentId, campaignId, entityId, customerId, cluster, campaignSegment, stratum, cell } = entry
  const { levels, probability, epoch, holdoutPossible, day } = entry
  const who = { experimentId, campaignId, entityId, customerId, cluster, campaignSegment, stratum, cell }
  return { ...who, levels, probability, epoch, holdoutPossible, day }
}
