import { Inject, Injectable } from '@nestjs/common'
import { asc, count, desc, inArray } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { notFound } from '../http/app-error'
import { channelSettings, loggedMessages, outbox } from '../metadata'
import type { Metadata } from '../metadata'
import { Controls } from './outbox/controls'
import type { Scope } from './outbox/controls'
import { DeadLetters } from './outbox/dead-letters'
import { CLOCK } from './ports'
import type { Clock } from './ports'
import type {
  ChannelRows,
  DeadLettersAnswer,
  Discarded,
  SendingState,
  ShownMessages,
} from './sending.contract'

const SHOWN = 200
/** Entities that a person sees; undefined: all. */
type Limit = readonly string[] | undefined
const isEntity = (scope: string) => scope.startsWith('entity:')

/** What a person sees and decides of messages on their way, of the entities in `limit` or of all. */
@Injectable()
export class SendingService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly controls: Controls,
    private readonly dead: DeadLetters,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async state(limit?: Limit): Promise<SendingState> {
    const all = await this.controls.list()
    // Whatever is kept back for everybody concerns each entity as well.
    const stops = all.filter(({ scope }) => !limit || !isEntity(scope) || limit.includes(scope.slice(7)))
    const messages = await this.metadata.db
      .select({ channel: outbox.channel, state: outbox.state, messages: count() })
      .from(outbox)
      .where(limit && inArray(outbox.entityId, [...limit]))
      .groupBy(outbox.channel, outbox.state)
      .orderBy(asc(outbox.channel), asc(outbox.state))
    return { stops: stops.map((stop) => ({ ...stop, since: stop.since.toISOString() })), messages }
  }

  async stop(scope: Scope, note: string, actor: string): Promise<void> {
    await this.controls.stop(scope, scope === 'all' ? 'kill_switch' : 'paused', actor, note)
    await audit(this.metadata, { actor, action: 'sending.stopped', subject: scope, after: { note } })
  }

  /** @throws AppError `sending/not-stopped` */
  async release(scope: Scope, actor: string): Promise<void> {
    if (!(await this.controls.release(scope))) {
      throw notFound('sending/not-stopped', `Nothing is kept back for ${scope}.`)
    }
    await audit(this.metadata, { actor, action: 'sending.released', subject: scope })
  }

  async deadLetters(limit?: Limit): Promise<DeadLettersAnswer> {
    const rows = await this.dead.list(limit)
    return {
      rows: rows.map((row) => ({
        id: row.id,
        entity_id: row.entityId,
        customer_id: row.customerId,
        name: row.name,
        campaign_id: row.campaignId,
        campaign: row.campaign,
        kind: row.kind,
        planned_day: row.plannedDay,
        channel: row.channel,
        recipient: row.recipient,
        state: row.state,
        attempts: row.attempts,
        error_code: row.errorCode,
        error: row.error,
        ended_at: row.endedAt?.toISOString() ?? null,
      })),
    }
  }

  async requeue(ids: readonly string[], actor: string, limit?: Limit): Promise<string[]> {
    const moved = await this.dead.requeue(ids, this.clock.now(), limit)
    await audit(this.metadata, {
      actor,
      action: 'message.requeued',
      subject: 'outbox',
      after: { ids: moved },
    })
    return moved
  }

  async discard({ ids, reason }: Discarded, actor: string, limit?: Limit): Promise<string[]> {
    const moved = await this.dead.discard(ids, reason, this.clock.now(), limit)
    await audit(this.metadata, {
      actor,
      action: 'message.discarded',
      subject: 'outbox',
      after: { ids: moved, reason },
    })
    return moved
  }

  async shown(limit?: Limit): Promise<ShownMessages> {
    const own = this.metadata.db
      .select({ id: outbox.id })
      .from(outbox)
      .where(inArray(outbox.entityId, [...(limit ?? [])]))
    const rows = await this.metadata.db
      .select()
      .from(loggedMessages)
      .where(limit && inArray(loggedMessages.id, own))
      .orderBy(desc(loggedMessages.loggedAt), desc(loggedMessages.id))
      .limit(SHOWN)
    return {
      rows: rows.map(({ id, channel, recipient, subject, text, loggedAt }) => ({
        id,
        channel,
        recipient: recipient as { name: string; address: string },
        subject,
        text,
        at: loggedAt.toISOString(),
      })),
    }
  }

  async channels(): Promise<ChannelRows> {
    const rows = await this.metadata.db
      .select()
      .from(channelSettings)
      .orderBy(asc(channelSettings.channel), asc(channelSettings.entityId))
    return {
      rows: rows.map(({ channel, entityId, settings, secrets, updatedAt }) => ({
        channel: channel as ChannelRows['rows'][number]['channel'],
        entity_id: entityId,
        settings: settings as Record<string, unknown>,
        has_secrets: secrets !== null,
        updated_at: updatedAt.toISOString(),
      })),
    }
  }
}
