import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { refused, requireAll } from '../auth/entity-limit'
import { AppError, notFound } from '../http/app-error'
import { campaigns } from '../metadata'
import type { Metadata } from '../metadata'
import { SegmentsService } from '../segments'
import { campaignDefinition } from './campaign.contract'
import type { CampaignDefinition, CampaignState } from './campaign.contract'
import { CampaignLog } from './campaign-log'
import { campaign, campaignDetail } from './campaigns.contract'
import type {
  Campaign,
  CampaignCheck,
  CampaignDetail,
  campaignChange,
  newCampaign,
} from './campaigns.contract'
import { plans } from './plans'
import { ACTIVE_STATES, isOpen } from './states'

export type Row = typeof campaigns.$inferSelect
const ORDER: readonly CampaignState[] = ['running', 'paused', 'approved', 'checked', 'draft', 'ended']

/** Designs of campaigns: made, changed while nothing of them is sent, copied. */
@Injectable()
export class CampaignsService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly log: CampaignLog,
    segments: SegmentsService,
  ) {
    segments.users.push((segmentId) => this.activeUsersOf(segmentId))
  }

  /** @param limit only campaigns that name entities, all of them among these */
  async list(state?: CampaignState, limit?: readonly string[]): Promise<Campaign[]> {
    const rows = await this.metadata.db
      .select()
      .from(campaigns)
      .where(and(state === undefined ? undefined : eq(campaigns.state, state), limit && within(limit)))
      .orderBy(desc(campaigns.createdAt))
    return rows.map(shown).sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  }

  /** @throws AppError `campaigns/not-found` */
  async get(id: string): Promise<CampaignDetail> {
    return detailed(await this.row(id))
  }

  /** @throws AppError `campaigns/not-found` */
  async row(id: string): Promise<Row> {
    const [row] = await this.metadata.db.select().from(campaigns).where(eq(campaigns.id, id))
    if (row === undefined)
      throw notFound('campaigns/not-found', 'There is no such campaign; it may have been deleted.')
    return row
  }

  /**
   * @param limit entities that the person sees: the design may name only these, and a plan is for them
   * @throws AppError `campaigns/plan-not-found`, `auth/entity-refused`
   */
  async create(
    given: z.output<typeof newCampaign>,
    actor: string,
    limit?: readonly string[],
  ): Promise<CampaignDetail> {
    if ('definition' in given) {
      requireWithin(given.definition, limit)
      return this.insert(given.definition, actor, 'created')
    }
    const plan = plans.find(({ id }) => id === given.plan)
    if (plan === undefined) {
      const ids = plans.map(({ id }) => id).join(', ')
      throw notFound('campaigns/plan-not-found', `There is no plan ${given.plan}; there are ${ids}.`)
    }
    const name = given.name ?? plan.definition.name
    const entities = limit ? [...limit] : plan.definition.entities
    return this.insert({ ...plan.definition, name, entities }, actor, 'created', { note: `plan ${plan.id}` })
  }

  /** @throws AppError `campaigns/design-fixed`, `campaigns/changed-meanwhile`, `campaigns/not-found` */
  async change(
    id: string,
    given: z.output<typeof campaignChange>,
    actor: string,
    limit?: readonly string[],
  ): Promise<CampaignDetail> {
    requireWithin(given.definition, limit)
    const before = await this.row(id)
    requireOpen(before)
    const { definition, version } = given
    const [row] = await this.metadata.db
      .update(campaigns)
      .set({
        definition,
        name: definition.name,
        priority: definition.priority,
        version: version + 1,
        state: 'draft',
        findings: null,
        checkedVersion: null,
        approvedBy: null,
        editedBy: actor,
        updatedAt: new Date(),
      })
      // Whoever read an older version, or started it in between, must look again.
      .where(and(eq(campaigns.id, id), eq(campaigns.version, version), eq(campaigns.state, before.state)))
      .returning()
    if (row === undefined) throw changedMeanwhile(await this.row(id))
    await this.log.write(row, actor, 'changed', before.state)
    const subject = `campaign:${id}`
    const change = { actor, action: 'campaign.changed', subject }
    await audit(this.metadata, { ...change, before: before.definition, after: definition })
    return detailed(row)
  }

  /** A draft with the same design, of whatever state the old one is. */
  async clone(id: string, name: string | undefined, actor: string): Promise<CampaignDetail> {
    const old = await this.row(id)
    const definition = campaignDefinition.parse(old.definition)
    const named = { ...definition, name: name ?? definition.name }
    const more = { parentId: id, generation: old.generation + 1 }
    return this.insert(named, actor, 'cloned', { ...more, note: `from version ${old.version}` })
  }

  /** @throws AppError `campaigns/not-deletable`, `campaigns/not-found` */
  async remove(id: string, actor: string): Promise<void> {
    const row = await this.row(id)
    if (row.startedAt !== null) {
      const message =
        'A campaign that has sent messages stays, so that it can be read what was sent and why. End it.'
      throw new AppError('campaigns/not-deletable', 409, message)
    }
    await this.metadata.db.delete(campaigns).where(eq(campaigns.id, id))
    const change = { actor, action: 'campaign.deleted', subject: `campaign:${id}` }
    await audit(this.metadata, { ...change, before: row.definition })
  }

  /** Keeps what a check of a version found; errors send an approved design back. */
  async keepCheck(row: Row, found: CampaignCheck, actor: string): Promise<CampaignDetail> {
    const state = !isOpen(row.state)
      ? row.state
      : found.errors > 0
        ? 'draft'
        : row.state === 'draft'
          ? 'checked'
          : row.state
    const [kept] = await this.metadata.db
      .update(campaigns)
      .set({ findings: found, checkedVersion: found.version, state, updatedAt: new Date() })
      .where(
        and(eq(campaigns.id, row.id), eq(campaigns.version, row.version), eq(campaigns.state, row.state)),
      )
      .returning()
    if (kept === undefined) throw changedMeanwhile(await this.row(row.id))
    const note = `${found.errors} errors, ${found.warnings} warnings`
    await this.log.write(kept, actor, 'checked', row.state, note)
    return detailed(kept)
  }

  private async insert(
    definition: CampaignDefinition,
    actor: string,
    action: 'created' | 'cloned',
    { note = '', ...more }: { note?: string; parentId?: string; generation?: number } = {},
  ): Promise<CampaignDetail> {
    const { name, priority } = definition
    const [row] = await this.metadata.db
      .insert(campaigns)
      .values({ name, priority, definition, createdBy: actor, editedBy: actor, ...more })
      .returning()
    if (row === undefined) throw new Error('an insertion gives its row')
    await this.log.write(row, actor, action, null, note)
    const change = { actor, action: `campaign.${action}`, subject: `campaign:${row.id}` }
    await audit(this.metadata, { ...change, after: definition })
    return detailed(row)
  }

  private async activeUsersOf(segmentId: string): Promise<string[]> {
    const active = (await this.list()).filter(({ state }) =>
      (ACTIVE_STATES as readonly string[]).includes(state),
    )
    const rows = await Promise.all(active.map(({ id }) => this.get(id)))
    return rows
      .filter(({ definition }) => definition.scenarios.some(({ segment }) => segment === segmentId))
      .map(({ name }) => name)
  }
}

/** Of a design: it names entities, and none but these. */
const within = (limit: readonly string[]) => sql`jsonb_array_length(${campaigns.definition} -> 'entities') > 0
  and ${campaigns.definition} -> 'entities' <@ ${JSON.stringify(limit)}::jsonb`

/** @throws AppError `auth/entity-refused` */
function requireWithin({ entities }: CampaignDefinition, limit: readonly string[] | undefined): void {
  if (limit && entities.length === 0) throw refused()
  if (limit) requireAll(entities, limit)
}

/** @throws AppError `campaigns/design-fixed` */
function requireOpen({ state }: Row): void {
  if (isOpen(state)) return
  const message = `The design of a campaign that is ${state} cannot change. Clone it, change the clone and start that.`
  throw new AppError('campaigns/design-fixed', 409, message, { state })
}

export const changedMeanwhile = ({ version, state }: Row) =>
  new AppError(
    'campaigns/changed-meanwhile',
    409,
    `Somebody else has changed this campaign meanwhile: it is ${state}, version ${version}. Look at it again.`,
    { version, state },
  )

function head(row: Row): Campaign {
  const check = row.findings as CampaignCheck | null
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    version: row.version,
    generation: row.generation,
    parent_id: row.parentId,
    priority: row.priority,
    created_by: row.createdBy,
    edited_by: row.editedBy,
    approved_by: row.approvedBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
    checked_version: row.checkedVersion,
    errors: check?.errors ?? null,
    warnings: check?.warnings ?? null,
  }
}

const shown = (row: Row): Campaign => campaign.parse(head(row))

export const detailed = (row: Row): CampaignDetail =>
  campaignDetail.parse({
    ...head(row),
    definition: row.definition,
    templates: row.templates,
    check: row.findings,
  })
