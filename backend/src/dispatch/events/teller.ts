import { sql } from 'drizzle-orm'
import { dispatchTasks } from '../../metadata'
import type { Metadata } from '../../metadata'
import { LOGGED } from '../channels/log/log-channel'
import { tellEntries } from '../experiment/entries'
import { decodeContact } from '../outbox/payload'
import { uuidOf } from '../outbox/reminder-id'
import { reminderEvent } from './reminder-event'
import type { EndedMessage } from './reminder-event'
import type { LoadEvents } from './load-by-inbox'

/** A message that was planned and will not be sent. */
export interface CancelledMessage {
  readonly entityId: string
  readonly customerId: string
  readonly campaignId: string
  readonly day: string
  readonly reason: string
}
export type CorrectVerdicts = (cancelled: readonly CancelledMessage[]) => Promise<void>

const AT_ONCE = 1000

/**
 * Tells the warehouse what became of messages, again and again until it is known to have it. Calls count when they
 * were made and letters when they were posted, by people.
 */
export class Teller {
  constructor(
    private readonly db: Metadata['db'],
    private readonly load: LoadEvents,
    private readonly correct: CorrectVerdicts,
  ) {}

  /** @returns messages and entries into experiments that the warehouse knows now */
  async tell(): Promise<number> {
    let told = await tellEntries(this.db, this.load)
    for (;;) {
      const ended = await this.#untold()
      if (ended.length === 0) return told
      const cancelled = ended.filter(({ state }) => state === 'cancelled')
      const events = ended.filter(({ state }) => state !== 'cancelled')
      await this.correct(cancelled.map(toCancelled))
      if (!(await this.load(events.map((row) => reminderEvent(toEnded(row)))))) return told
      await this.#handOver(events)
      await this.#mark(ended.map(({ id }) => id))
      told += ended.length
    }
  }

  async #untold(): Promise<Row[]> {
    const result = await this.db.execute(sql`
      select o.id, o.entity_id, o.customer_id, o.planned_day::text as planned_day, o.campaign_id, o.state,
        case when o.state = 'sent' then coalesce(t.done_at, l.posted_at, o.ended_at) else o.ended_at end as ended_at,
        coalesce(nullif(l.tracking_number, ''), o.provider_id) as provider_id, o.message_id, o.error_code, o.error,
        o.cost::text as cost, t.outcome, o.payload
      from outbox o
      left join dispatch_tasks t on t.id = o.id
      left join letters l on l.id = o.id
      where not o.told_warehouse and o.state in ('sent', 'dead', 'cancelled')
        and (o.state <> 'sent' or (t.id is null or t.done_at is not null) and (l.id is null or l.posted_at is not null))
      order by o.id
      limit ${AT_ONCE}`)
    return result.rows as unknown as Row[]
  }

  /** The last step of a ladder is followed by a task: to give the file for litigation to whom it may concern. */
  async #handOver(ended: readonly Row[]): Promise<void> {
    const tasks = ended
      .map((row) => ({ row, contact: decodeContact(row.payload) }))
      .filter(
        ({ row, contact }) =>
          row.state === 'sent' && row.provider_id !== LOGGED && contact.kind === 'hand_over',
      )
      .map(({ row }) => ({
        id: uuidOf('hand-over', row.id),
        entityId: row.entity_id,
        customerId: row.customer_id,
        kind: 'hand_over',
        dueOn: row.planned_day,
        text: '',
        recipient: { name: '', address: '' },
      }))
    if (tasks.length > 0) await this.db.insert(dispatchTasks).values(tasks).onConflictDoNothing()
  }

  async #mark(ids: readonly string[]): Promise<void> {
    await this.db.execute(
      sql`update outbox set told_warehouse = true where id = any(${`{${ids.join(',')}}`}::uuid[])`,
    )
  }
}

interface Row {
  readonly id: string
  readonly entity_id: string
  readonly customer_id: string
  readonly planned_day: string
  readonly campaign_id: string
  readonly state: 'sent' | 'dead' | 'cancelled'
  readonly ended_at: string | Date
  readonly provider_id: string | null
  readonly message_id: string | null
  readonly error_code: string | null
  readonly error: string | null
  readonly cost: string | null
  readonly outcome: string | null
  readonly payload: unknown
}

const toEnded = (row: Row): EndedMessage => ({
  id: row.id,
  entityId: row.entity_id,
  customerId: row.customer_id,
  plannedDay: row.planned_day,
  state: row.state === 'dead' ? 'dead' : 'sent',
  endedAt: new Date(row.ended_at),
  providerId: row.provider_id ?? '',
  messageId: row.message_id ?? '',
  errorCode: row.error_code ?? '',
  error: row.error ?? '',
  cost: row.cost ?? '0',
  outcome: row.outcome ?? '',
  contact: decodeContact(row.payload),
})

const toCancelled = (row: Row): CancelledMessage => ({
  entityId: row.entity_id,
  customerId: row.customer_id,
  campaignId: row.campaign_id,
  day: row.planned_day,
  reason: row.error_code ?? 'paid',
})
