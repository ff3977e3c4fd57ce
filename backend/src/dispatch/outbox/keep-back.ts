import { sql } from 'drizzle-orm'
import type { Metadata } from '../../metadata'
import type { CustomerName } from '../records/records'

/** Which waiting messages of a customer an act of his concerns. */
export interface KeepBack {
  /** becomes the reason of the day's verdict */
  readonly reason: string
  /** messages that claim none but these; left out: all */
  readonly invoices?: readonly string[]
  /** messages by this channel; left out: all */
  readonly channel?: string
  /** answers to what he did as well, not reminders only */
  readonly reactions?: boolean
}

/** Others of the customer wait this long, so that they are looked at again once the act is known to the planner. */
const LATER_MS = 2 * 60_000

/**
 * Keeps back, in one statement, what waits for a customer: messages that the act answers for are cancelled; the others
 * are taken from whoever had claimed them and looked at again before they go. What a provider already has stays.
 * @returns messages that were cancelled
 */
export async function keepBack(
  db: Metadata['db'],
  { entityId, customerId }: CustomerName,
  { reason, invoices, channel, reactions = false }: KeepBack,
  at: Date,
): Promise<number> {
  const named = JSON.stringify(invoices ?? [])
  const result = await db.execute(sql`
    with waiting as (
      select q.id, (${reactions} or q.kind <> 'reaction') and (${channel ?? ''} = '' or q.channel = ${channel ?? ''})
          and (${invoices === undefined} or not exists (
            select 1 from jsonb_array_elements(coalesce(q.payload->'claims', '[]') || coalesce(q.payload->'alsoClaimed', '[]')) c
            where not ${named}::jsonb ? (c->>'invoiceId'))) as concerned
      from outbox q
      where q.entity_id = ${entityId} and q.customer_id = ${customerId} and q.state in ('queued', 'claimed')
      for update of q)
    update outbox o set
      state = case when w.concerned then 'cancelled' else 'queued' end,
      error_code = case when w.concerned then ${reason} else o.error_code end,
      ended_at = case when w.concerned then ${at.toISOString()}::timestamptz else o.ended_at end,
      next_attempt_at = greatest(o.next_attempt_at, ${new Date(at.getTime() + LATER_MS).toISOString()}::timestamptz),
      claimed_by = null, claimed_until = null
    from waiting w where w.id = o.id
    returning o.state`)
  return result.rows.filter((row) => row['state'] === 'cancelled').length
}
