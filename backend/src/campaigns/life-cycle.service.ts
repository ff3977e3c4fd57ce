import { Inject, Injectable } from '@nestjs/common'
import { and, eq, inArray } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError } from '../http/app-error'
import { TemplatesService } from '../messages'
import { campaigns } from '../metadata'
import type { Metadata } from '../metadata'
import { CampaignLog } from './campaign-log'
import { CampaignSettingsService } from './campaign-settings.service'
import { campaignDefinition } from './campaign.contract'
import type { CampaignDefinition, CampaignState } from './campaign.contract'
import type { CampaignDetail } from './campaigns.contract'
import { CampaignsService, changedMeanwhile, detailed } from './campaigns.service'
import type { Row } from './campaigns.service'
import { CheckService } from './check/check.service'
import { familiesOf } from './check/uses'
import { moved } from './states'
import type { Move } from './states'

/** What the planner needs of a campaign: its fixed design, the versions of its texts, and since when it runs. */
export interface ActiveCampaign {
  readonly id: string
  readonly version: number
  readonly state: CampaignState
  /** milliseconds since 1970 */
  readonly startedAt: number
  readonly definition: CampaignDefinition
  readonly templates: Readonly<Record<string, number>>
}

/** Checked, approved by somebody who may, started, paused, ended; every move is logged with who made it. */
@Injectable()
export class LifeCycleService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly campaigns: CampaignsService,
    private readonly checks: CheckService,
    private readonly settings: CampaignSettingsService,
    private readonly templates: TemplatesService,
    private readonly log: CampaignLog,
  ) {}

  /** Campaigns that plan today: the running ones, and paused ones for whoever asks for them as well. */
  async active(states: readonly CampaignState[] = ['running']): Promise<ActiveCampaign[]> {
    const rows = await this.metadata.db
      .select()
      .from(campaigns)
      .where(inArray(campaigns.state, [...states]))
    return rows.map(asActive)
  }

  /** Checks the design as it is today and keeps what is found. */
  async check(id: string, actor: string): Promise<CampaignDetail> {
    const row = await this.campaigns.row(id)
    const definition = campaignDefinition.parse(row.definition)
    const found = await this.checks.check({ ...row, definition }, today())
    return this.campaigns.keepCheck(row, found, actor)
  }

  /** @throws AppError `campaigns/wrong-state`, `campaigns/needs-second-person`, `campaigns/changed-meanwhile` */
  async approve(id: string, actor: string, note: string): Promise<CampaignDetail> {
    const row = await this.campaigns.row(id)
    moved(row.state, 'approve')
    const { second_approver } = await this.settings.get()
    if (second_approver && row.editedBy === actor) {
      const message = 'Whoever changed the design last may not approve it; ask a colleague.'
      throw new AppError('campaigns/needs-second-person', 403, message, { edited_by: row.editedBy })
    }
    return this.move(row, 'approve', actor, note, { approvedBy: actor })
  }

  /**
   * Checks once more, because law, rates and texts may have changed since, then pins the texts and starts.
   * @throws AppError `campaigns/check-failed`, `campaigns/wrong-state`, `campaigns/changed-meanwhile`
   */
  async start(id: string, actor: string, note: string): Promise<CampaignDetail> {
    const row = await this.campaigns.row(id)
    moved(row.state, 'start')
    const definition = campaignDefinition.parse(row.definition)
    const found = await this.checks.check({ ...row, definition }, today())
    if (found.errors > 0) {
      await this.campaigns.keepCheck(row, found, actor)
      const what = found.findings.filter(({ severity }) => severity === 'error').slice(0, 3)
      const message = `${found.errors} errors stand against it: ${what.map((one) => one.message.en).join(' ')}`
      throw new AppError('campaigns/check-failed', 409, message, { errors: found.errors })
    }
    const templates = await this.templates.pin(familiesOf(definition), actor)
    const more = { templates, startedAt: new Date(), findings: found, checkedVersion: row.version }
    return this.move(row, 'start', actor, note, more)
  }

  async pause(id: string, actor: string, note: string): Promise<CampaignDetail> {
    return this.move(await this.campaigns.row(id), 'pause', actor, note)
  }

  async resume(id: string, actor: string, note: string): Promise<CampaignDetail> {
    return this.move(await this.campaigns.row(id), 'resume', actor, note)
  }

  async end(id: string, actor: string, note: string): Promise<CampaignDetail> {
    return this.move(await this.campaigns.row(id), 'end', actor, note, { endedAt: new Date() })
  }

  private async move(
    row: Row,
    move: Move,
    actor: string,
    note: string,
    more: Partial<Row> = {},
  ): Promise<CampaignDetail> {
    const state = moved(row.state, move)
    const [after] = await this.metadata.db
      .update(campaigns)
      .set({ ...more, state, updatedAt: new Date() })
      .where(
        and(eq(campaigns.id, row.id), eq(campaigns.state, row.state), eq(campaigns.version, row.version)),
      )
      .returning()
    if (after === undefined) throw changedMeanwhile(await this.campaigns.row(row.id))
    await this.log.write(after, actor, move, row.state, note)
    const change = { actor, action: `campaign.${move}`, subject: `campaign:${row.id}` }
    await audit(this.metadata, { ...change, before: { state: row.state }, after: { state, note } })
    return detailed(after)
  }
}

export const asActive = (row: Row): ActiveCampaign => ({
  id: row.id,
  version: row.version,
  state: row.state,
  startedAt: (row.startedAt ?? row.createdAt).getTime(),
  definition: campaignDefinition.parse(row.definition),
  templates: row.templates as Record<string, number>,
})

const today = () => new Date().toISOString().slice(0, 10)
