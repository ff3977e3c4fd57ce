import { Inject, Injectable } from '@nestjs/common'
import { desc, eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { campaignLog } from '../metadata'
import type { Metadata } from '../metadata'
import type { CampaignState } from './campaign.contract'
import { campaignLogAnswer } from './campaigns.contract'
import type { CampaignLogAnswer } from './campaigns.contract'

/** Who did what with a campaign, kept with it. */
@Injectable()
export class CampaignLog {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async write(
    after: { id: string; state: CampaignState; version: number },
    actor: string,
    action: string,
    fromState: CampaignState | null,
    note = '',
  ): Promise<void> {
    const { id: campaignId, state: toState, version } = after
    await this.metadata.db
      .insert(campaignLog)
      .values({ campaignId, actor, action, fromState, toState, version, note })
  }

  /** Newest first. */
  async list(campaignId: string): Promise<CampaignLogAnswer> {
    const rows = await this.metadata.db
      .select()
      .from(campaignLog)
      .where(eq(campaignLog.campaignId, campaignId))
      .orderBy(desc(campaignLog.id))
    return campaignLogAnswer.parse({
      rows: rows.map(({ at, fromState, toState, ...row }) => ({
        ...row,
        at: at.toISOString(),
        from_state: fromState,
        to_state: toState,
      })),
    })
  }
}
