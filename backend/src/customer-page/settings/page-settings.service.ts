import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { settings } from '../../metadata'
import type { Metadata } from '../../metadata'
import { pageSettings } from './page-settings.contract'
import type { PageSettings } from './page-settings.contract'

/** What each entity allows on its customers' pages; until somebody has said so, the defaults of the contract. */
@Injectable()
export class PageSettingsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async get(entityId: string): Promise<PageSettings> {
    const [row] = await this.metadata.db
      .select()
      .from(settings)
      .where(eq(settings.key, keyOf(entityId)))
    return pageSettings.parse(row?.value ?? {})
  }

  async save(entityId: string, wanted: PageSettings, actor: string): Promise<PageSettings> {
    const before = await this.get(entityId)
    const value = { key: keyOf(entityId), value: wanted, updatedAt: new Date() }
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    const subject = keyOf(entityId)
    await audit(this.metadata, { actor, action: 'customer_page.saved', subject, before, after: wanted })
    return wanted
  }
}

const keyOf = (entityId: string): string => `customer-page:${entityId}`
