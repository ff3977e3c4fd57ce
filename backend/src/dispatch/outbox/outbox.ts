import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import { toColumns, toMessage } from './outbox-row'
import type { NewMessage, OutboxMessage } from './outbox-row'
import { kept, running } from './controls-sql'

export type Db = Metadata['db']
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0]

/** Rows of one INSERT; more would make statements of megabytes. */
const AT_ONCE = 500

/** What became of a message, or what is to be done with it next. Times by the clock of the planner. */
export interface Outcome {
  readonly id: string
  readonly state: 'sent' | 'queued' | 'dead' | 'cancelled' | 'held'
  readonly at: Date
  readonly nextAttemptAt?: Date
  readonly providerId?: string
  readonly messageId?: string
  readonly errorCode?: string
  readonly error?: string
  /** decimal text in the currency of the message */
  readonly cost?: string
  /** the contact as it was sent, where it is another one than was planned */
  readonly payload?: string
  /** what a sent message said, which proofs quote */
  readonly said?: { readonly subject: string; readonly text: string }
  /** false: the attempt does not count against it, because it never reached the provider */
  readonly counts?: boolean
}

/**
 * Messages to send, each of which exists once. Leases run by the clock of the database, which all backends share;
 * whether a message is due is asked with a moment that is given.
 */
export class Outbox {
  constructor(private readonly db: Db) {}

  /**
   * Adds messages in the planner's transaction; those that exist already stay as they are.
   * @param at when they were planned, by the clock of the planner: it goes by that moment to know what is under way
   * @returns ids that are new
   */
  async add(tx: Transaction | Db, messages: readonly NewMessage[], at = new Date()): Promise<Set<string>> {
    const added = new Set<string>()
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const rows = JSON.stringify(messages.slice(from, from + AT_ONCE).map(toColumns))
      const result = await tx.execute(sql`
        insert into outbox (id, entity_id, customer_id, planned_day, trigger_key, campaign_id, campaign_version,
          segment_id, variant_id, probability, step_id, kind, level, channel, tone, template, template_version, language, recipient,
          payload, not_before, next_attempt_at, created_at)
        select id, entity_id, customer_id, planned_day, trigger_key, campaign_id, campaign_version, segment_id,
          variant_id, probability, step_id, kind, level, channel, tone, template, template_version, language, recipient,
          payload::jsonb, not_before, next_attempt_at, ${at.toISOString()}::timestamptz
        from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, entity_id text, customer_id text, planned_day date,
          trigger_key text, campaign_id text, campaign_version int, segment_id text, variant_id text,
          probability float8, step_id text, kind text, level smallint, channel text, tone text, template text,
          template_version int, language text, recipient text, payload text, not_before timestamptz, next_attempt_at timestamptz)
        on conflict do nothing
        returning id`)
      for (const row of result.rows) added.add(String(row['id']))
    }
    return added
  }

  /**
   * Takes messages that are due and that nothing keeps back; no other backend gets them while the lease lasts.
   * @param leaseSeconds after which they are free again unless it is renewed
   */
  async claim(
    worker: string,
    channel: string,
    now: Date,
    limit: number,
    leaseSeconds: number,
  ): Promise<OutboxMessage[]> {
    const result = await this.db.execute(sql`
      update outbox set state = 'claimed', claimed_by = ${worker},
        claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      where id in (
        select q.id from outbox q
        where q.state = 'queued' and q.channel = ${channel} and q.next_attempt_at <= ${now.toISOString()}::timestamptz
          and not ${kept} and ${running}
        order by q.next_attempt_at, q.id
        limit ${limit}
        for update of q skip locked)
      returning id, entity_id, customer_id, planned_day::text, campaign_id, channel, attempts, interrupted,
        payload`)
    return result.rows.map(toMessage)
  }

  /**
   * Writes outcomes and marks further messages as being sent, all in one statement: when it returns, the provider may
   * be given the started ones. A message that was stopped meanwhile, or whose lease ran out, is not among them.
   * @param again the statement may have been done already, and nothing was sent since
   * @returns ids that may be sent now
   */
  async advance(
    worker: string,
    outcomes: readonly Outcome[],
    start: readonly string[],
    again = false,
  ): Promise<Set<string>> {
    const result = await this.db.execute(sql`
      with done as (
        update outbox o set
          state = r.state, ended_at = case when r.state = 'queued' then null else r.at end,
          next_attempt_at = coalesce(r.next, o.next_attempt_at), provider_id = coalesce(r.provider_id, o.provider_id),
          message_id = coalesce(r.message_id, o.message_id), error_code = r.error_code, error = r.error,
          cost = coalesce(r.cost, o.cost), payload = coalesce(r.payload::jsonb, o.payload), claimed_by = null, claimed_until = null,
          attempts = o.attempts - case when r.counts then 0 else 1 end
        from jsonb_to_recordset(${JSON.stringify(outcomes.map(toRecord))}::jsonb) as r(id uuid, state text,
          at timestamptz, next timestamptz, provider_id text, message_id text, error_code text, error text,
          cost numeric, payload text, counts boolean)
        where o.id = r.id and o.claimed_by = ${worker} and o.state in ('claimed', 'sending')
        returning o.id),
      said as (
        insert into sent_texts (id, subject, text, composed_at)
        select r.id, r.subject, r.text, r.at
        from jsonb_to_recordset(${JSON.stringify(outcomes.flatMap(toText))}::jsonb) as r(id uuid, subject text,
          text text, at timestamptz)
        join done d on d.id = r.id
        on conflict (id) do update set subject = excluded.subject, text = excluded.text,
          composed_at = excluded.composed_at),
      started as (
        update outbox q set state = 'sending', attempts = q.attempts + 1
        where q.id = any(${textArray(start)}::uuid[]) and (q.state = 'claimed' or (${again} and q.state = 'sending'))
          and q.claimed_by = ${worker} and q.claimed_until > clock_timestamp() and not ${kept} and ${running}
        returning q.id)
      select id from started`)
    return new Set(result.rows.map((row) => String(row['id'])))
  }

  /** Gives claimed messages back, as they were. */
  async release(worker: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await this.db.execute(sql`
      update outbox set state = 'queued', claimed_by = null, claimed_until = null
      where id = any(${textArray(ids)}::uuid[]) and state = 'claimed' and claimed_by = ${worker}`)
  }

  /** Keeps messages that are still worked on from going to others. */
  async renew(worker: string, ids: readonly string[], leaseSeconds: number): Promise<void> {
    if (ids.length === 0) return
    await this.db.execute(sql`
      update outbox set claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      where id = any(${textArray(ids)}::uuid[]) and claimed_by = ${worker} and state in ('claimed', 'sending')`)
  }

  /** Cancels what waits for campaigns that have ended. */
  async cancelEnded(at: Date): Promise<number> {
    const result = await this.db.execute(sql`
      update outbox set state = 'cancelled', error_code = 'campaign_ended', ended_at = ${at.toISOString()}::timestamptz
      where state in ('queued', 'held')
        and campaign_id in (select k.id::text from campaigns k where k.state = 'ended')`)
    return result.rowCount ?? 0
  }

  /**
   * Frees what backends that ended had taken. What was being sent goes out again where a repetition is the lesser
   * evil, else it is held for a person.
   * @param options.all also leases that still run: for the start of the only backend
   * @param options.repeat channels that send again
   */
  async recover(options: { all: boolean; repeat: readonly string[] }): Promise<number> {
    const result = await this.db.execute(sql`
      update outbox set claimed_by = null, claimed_until = null,
        interrupted = interrupted + case when state = 'sending' then 1 else 0 end,
        error_code = case when state = 'sending' then 'interrupted' else error_code end,
        state = case when state = 'claimed' or channel = any(${textArray(options.repeat)}::text[])
          then 'queued' else 'held' end
      where state in ('claimed', 'sending') and (${options.all} or claimed_until < clock_timestamp())`)
    return result.rowCount ?? 0
  }
}

const toRecord = (outcome: Outcome) => ({
  id: outcome.id,
  state: outcome.state,
  at: outcome.at.toISOString(),
  next: outcome.nextAttemptAt?.toISOString() ?? null,
  provider_id: outcome.providerId ?? null,
  message_id: outcome.messageId ?? null,
  error_code: outcome.errorCode ?? null,
  error: outcome.error?.slice(0, 2000) ?? null,
  cost: outcome.cost ?? null,
  payload: outcome.payload ?? null,
  counts: outcome.counts !== false,
})

const toText = ({ id, at, state, said }: Outcome) =>
  state === 'sent' && said && said.text !== '' ? [{ id, at: at.toISOString(), ...said }] : []

/** An array as one parameter, as PostgreSQL writes it; ids and channel names hold no commas or braces. */
const textArray = (values: readonly string[]): SQL => sql`${`{${values.join(',')}}`}`
