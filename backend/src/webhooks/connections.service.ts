import { Inject, Injectable } from '@nestjs/common'
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { hashToken, newToken } from '../auth/tokens'
import { AppError, notFound } from '../http/app-error'
import { webhookEndpoints } from '../metadata'
import type { Metadata } from '../metadata'
import { SecretsService } from '../secrets/secrets.service'
import { providers } from './webhooks.contract'
import type { Connection, MadeConnection } from './webhooks.contract'
import type { z } from 'zod'
import type { newConnection } from './webhooks.contract'

export type Endpoint = typeof webhookEndpoints.$inferSelect

interface Tally {
  deliveries: number
  refusals: number
  refusal?: string
}

const WRITE_EVERY_MS = 1000

/** Addresses that providers post to. */
@Injectable()
export class ConnectionsService implements OnModuleInit, OnApplicationShutdown {
  private readonly tallies = new Map<string, Tally>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly secrets: SecretsService,
  ) {}

  /** Secrets that an earlier version kept as they are get encrypted. */
  async onModuleInit(): Promise<void> {
    const { db } = this.metadata
    const kept = await db.select().from(webhookEndpoints).where(isNotNull(webhookEndpoints.secret))
    for (const { id, secret } of kept) {
      if (secret === null || this.secrets.isEncrypted(secret)) continue
      await db
        .update(webhookEndpoints)
        .set({ secret: this.encrypted(secret) })
        .where(eq(webhookEndpoints.id, id))
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.write()
  }

  async list(): Promise<Connection[]> {
    await this.write()
    const rows = await this.metadata.db
      .select()
      .from(webhookEndpoints)
      .where(isNull(webhookEndpoints.disabledAt))
      .orderBy(webhookEndpoints.createdAt)
    return rows.map(toConnection)
  }

  /** @param origin where the server is reached from outside, e.g. https://relance.exemple.fr */
  async add(given: z.output<typeof newConnection>, origin: string, actor: string): Promise<MadeConnection> {
    const { source, name, entity_id: entityId, secret } = given
    const proof = providers.find((provider) => provider.source === source)?.proof
    if ((proof === 'address' || secret === '') && secret !== undefined) {
      throw new AppError(
        'webhooks/no-proof',
        400,
        'This provider is proved by the address alone; leave the secret out.',
      )
    }
    const token = newToken()
    const kept = secret === undefined ? null : this.encrypted(secret)
    const values = { source, name, entityId, secret: kept, tokenHash: hashToken(token) }
    const [row] = await this.metadata.db.insert(webhookEndpoints).values(values).returning()
    if (!row) throw new Error('an inserted row comes back')
    await audit(this.metadata, {
      actor,
      action: 'connection.added',
      subject: `connection:${row.id}`,
      after: { source, name },
    })
    return { ...toConnection(row), url: `${origin}/api/webhooks/${source}/${token}` }
  }

  /** @throws AppError `webhooks/not-found` */
  async remove(id: string, actor: string): Promise<void> {
    const [row] = await this.metadata.db
      .update(webhookEndpoints)
      .set({ disabledAt: new Date(), secret: null })
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.disabledAt)))
      .returning()
    if (!row) throw notFound('webhooks/not-found', 'There is no such connection.')
    await audit(this.metadata, { actor, action: 'connection.removed', subject: `connection:${id}` })
  }

  /**
   * The endpoint of an address, its secret decrypted; without the secret part, those that a signature can tell apart.
   * @throws AppError `secrets/unreadable`
   */
  async find(source: string, token: string | undefined): Promise<Endpoint[]> {
    const own = [eq(webhookEndpoints.source, source), isNull(webhookEndpoints.disabledAt)]
    if (token !== undefined) own.push(eq(webhookEndpoints.tokenHash, hashToken(token)))
    else own.push(isNotNull(webhookEndpoints.secret))
    const rows = await this.metadata.db
      .select()
      .from(webhookEndpoints)
      .where(and(...own))
    return rows.map((row) => ({
      ...row,
      secret: row.secret === null ? null : this.secrets.decrypt('webhook-secret', row.secret),
    }))
  }

  private encrypted(secret: string): string {
    return this.secrets.encrypt('webhook-secret', secret)
  }

  /** Notes a delivery that was taken, or why it was refused; written together with others. */
  note(endpointId: string, refusal?: string): void {
    const tally = this.tallies.get(endpointId) ?? { deliveries: 0, refusals: 0 }
    if (refusal === undefined) tally.deliveries += 1
    else Object.assign(tally, { refusals: tally.refusals + 1, refusal })
    this.tallies.set(endpointId, tally)
    this.timer ??= setTimeout(() => void this.write().catch(() => undefined), WRITE_EVERY_MS).unref()
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const tallies = [...this.tallies]
    this.tallies.clear()
    const now = new Date()
    for (const [id, { deliveries, refusals, refusal }] of tallies) {
      await this.metadata.db
        .update(webhookEndpoints)
        .set({
          deliveries: sql`${webhookEndpoints.deliveries} + ${deliveries}`,
          refusals: sql`${webhookEndpoints.refusals} + ${refusals}`,
          ...(deliveries > 0 ? { lastDeliveryAt: now } : {}),
          ...(refusal === undefined ? {} : { lastRefusalAt: now, lastRefusal: refusal }),
        })
        .where(eq(webhookEndpoints.id, id))
    }
  }
}

function toConnection(row: Endpoint): Connection {
  return {
    id: row.id,
    source: row.source,
    title: providers.find(({ source }) => source === row.source)?.title ?? row.source,
    name: row.name,
    entity_id: row.entityId,
    verified: row.secret !== null,
    created_at: row.createdAt.toISOString(),
    last_delivery_at: row.lastDeliveryAt?.toISOString() ?? null,
    deliveries: row.deliveries,
    refusals: row.refusals,
    last_refusal_at: row.lastRefusalAt?.toISOString() ?? null,
    last_refusal: row.lastRefusal,
  }
}
