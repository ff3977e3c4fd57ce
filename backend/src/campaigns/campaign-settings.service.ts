import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import { campaignSettings } from './campaigns.contract'
import type { CampaignSettings } from './campaigns.contract'

const KEY = 'campaigns'

/** Who approves campaigns, and what messages cost. */
@Injectable()
export class CampaignSettingsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async get(): Promise<CampaignSettings> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, KEY))
    return campaignSettings.parse(row?.value ?? {})
  }

  async set(value: CampaignSettings, actor: string): Promise<CampaignSettings> {
    const before = await this.get()
    await this.metadata.db
      .insert(settings)
      .values({ key: KEY, value })
      .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } })
    await audit(this.metadata, { actor, action: 'campaigns.settings', subject: KEY, before, after: value })
    return value
  }
}
