import { and, desc, inArray, sql } from 'drizzle-orm'
import { campaigns, outbox } from '../../metadata'
import type { Metadata } from '../../metadata'
import { decodeContact } from './payload'

/** A message that was given up, or of which it is unknown whether it went out. */
export interface DeadLetter {
  readonly id: string
  readonly entityId: string
  readonly customerId: string
  /** of the person or company written to */
  readonly name: string
  readonly campaignId: string
  /** its name; empty where there is none any more */
  readonly campaign: string
  readonly kind: string
  readonly plannedDay: string
  readonly channel: string
  readonly recipient: string
  readonly state: 'dead' | 'held'
  readonly attempts: number
  readonly errorCode: string | null
  readonly error: string | null
  readonly endedAt: Date | null
}

const PAGE = 500

/** What was not sent, with its reason, for a person to decide. */
export class DeadLetters {
  constructor(private readonly db: Metadata['db']) {}

  /** The newest first, at most 500. @param limit of these entities only */
  async list(limit?: readonly string[]): Promise<DeadLetter[]> {
    const { id, entityId, customerId, campaignId, kind, plannedDay, channel, recipient, state } = outbox
    const { attempts, errorCode, error, endedAt, payload } = outbox
    const shown = { id, entityId, customerId, campaignId, kind, plannedDay, channel, recipient, state }
    const rows = await this.db
      .select({ ...shown, attempts, errorCode, error, endedAt, payload, definition: campaigns.definition })
      .from(outbox)
      .leftJoin(campaigns, sql`${campaigns.id}::text = ${outbox.campaignId}`)
      .where(and(inArray(outbox.state, ['dead', 'held']), limit && inArray(outbox.entityId, [...limit])))
      .orderBy(desc(outbox.endedAt), desc(outbox.id))
      .limit(PAGE)
    return rows.map(({ payload: contact, definition, ...row }) => ({
      ...row,
      state: row.state === 'held' ? 'held' : 'dead',
      name: decodeContact(contact).recipient.name,
      campaign: (definition as { name?: string } | null)?.name ?? '',
    }))
  }

  /**
   * Tries again, with all attempts. What the warehouse was told of as given up is told of again when it is sent.
   * @returns ids that wait again
   */
  requeue(ids: readonly string[], at: Date, limit?: readonly string[]): Promise<string[]> {
    return this.move(
      ids,
      limit,
      sql`state = 'queued', attempts = 0, told_warehouse = false, ended_at = null,
      next_attempt_at = ${at.toISOString()}::timestamptz, error = null, error_code = null`,
    )
  }

  /** Gives up for good, with a person's reason. @returns ids that are cancelled */
  discard(ids: readonly string[], reason: string, at: Date, limit?: readonly string[]): Promise<string[]> {
    return this.move(
      ids,
      limit,
      sql`state = 'cancelled', told_warehouse = false, error_code = 'overridden', error = ${reason},
      ended_at = ${at.toISOString()}::timestamptz`,
    )
  }

  private async move(
    ids: readonly string[],
    limit: readonly string[] | undefined,
    change: ReturnType<typeof sql>,
  ): Promise<string[]> {
    if (ids.length === 0) return []
    const own = limit === undefined ? sql`true` : inArray(outbox.entityId, [...limit])
    const result = await this.db.execute(sql`
      update outbox set ${change}
      where id = any(${`{${ids.join(',')}}`}::uuid[]) and state in ('dead', 'held') and ${own}
      returning id`)
    return result.rows.map((row) => String(row['id']))
  }
}
