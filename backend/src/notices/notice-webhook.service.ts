import { randomBytes } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import { SecretsService } from '../secrets/secrets.service'
import type { MadeNoticeWebhook } from './notices.contract'

const KEY = 'notices:webhook'
const kept = z.object({ url: z.string(), key: z.string() })

/** The one program of the company that is told what people are told. */
@Injectable()
export class NoticeWebhookService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly secrets: SecretsService,
  ) {}

  /** @returns its address and the key that signs; null: there is none */
  async find(): Promise<{ url: string; key: string } | null> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, KEY))
    if (!row) return null
    const { url, key } = kept.parse(row.value)
    return { url, key: this.secrets.decrypt('notice-webhook', key) }
  }

  /** Says where it listens, under a new key that is told this once. */
  async save(url: string, actor: string): Promise<MadeNoticeWebhook> {
    const before = await this.find()
    const key = randomBytes(32).toString('base64url')
    const value = { url, key: this.secrets.encrypt('notice-webhook', key) }
    const row = { key: KEY, value, updatedAt: new Date() }
    await this.metadata.db.insert(settings).values(row).onConflictDoUpdate({ target: settings.key, set: row })
    await audit(this.metadata, {
      ...{ actor, action: 'notice-webhook.saved', subject: KEY },
      ...{ before: before?.url ?? null, after: url },
    })
    return { address: url, key }
  }

  async remove(actor: string): Promise<void> {
    const before = await this.find()
    await this.metadata.db.delete(settings).where(eq(settings.key, KEY))
    const change = { actor, action: 'notice-webhook.removed', subject: KEY }
    await audit(this.metadata, { ...change, before: before?.url ?? null, after: null })
  }
}
