import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { notFound } from '../http/app-error'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import type { Sender } from './subject'
import { senderIdentity } from './templates.contract'
import type { SenderIdentity } from './templates.contract'

/** In whose name each entity writes. */
@Injectable()
export class SendersService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** @throws AppError `messages/no-sender` */
  async get(entityId: string): Promise<SenderIdentity> {
    const [row] = await this.metadata.db
      .select()
      .from(settings)
      .where(eq(settings.key, keyOf(entityId)))
    if (row) return senderIdentity.parse(row.value)
    throw notFound('messages/no-sender', `It is not known in whose name ${entityId || 'the company'} writes.`)
  }

  async save(entityId: string, identity: SenderIdentity, actor: string): Promise<SenderIdentity> {
    const value = { key: keyOf(entityId), value: identity, updatedAt: new Date() }
    const [before] = await this.metadata.db
      .select({ value: settings.value })
      .from(settings)
      .where(eq(settings.key, keyOf(entityId)))
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    await audit(this.metadata, {
      actor,
      action: 'sender.saved',
      subject: keyOf(entityId),
      before: before?.value ?? null,
      after: identity,
    })
    return identity
  }

  /** As messages need it; null until somebody has filled it in. */
  async sender(entityId: string): Promise<Sender | null> {
    const [row] = await this.metadata.db
      .select()
      .from(settings)
      .where(eq(settings.key, keyOf(entityId)))
    if (!row) return null
    const { account_manager: accountManager, ...rest } = senderIdentity.parse(row.value)
    return { ...rest, accountManager }
  }
}

const keyOf = (entityId: string): string => `sender:${entityId}`
