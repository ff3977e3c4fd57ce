import { Inject, Injectable } from '@nestjs/common'
import { kpiDefinitions } from '@relance/pipelines'
import { desc, eq, inArray, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { CONFIG, METADATA } from '../../app/tokens'
import { ownAddress } from '../../app/ports'
import { audit } from '../../auth/audit'
import { may } from '../../auth/rights'
import { hashToken, newToken } from '../../auth/tokens'
import type { Config } from '../../config/config'
import { AppError, notFound } from '../../http/app-error'
import { reportLinks, users } from '../../metadata'
import type { Metadata } from '../../metadata'
import { ReportFiguresService } from '../report-figures.service'
import { SharingService } from '../sharing/sharing.service'
import type { newReportLink, ReportLinkRow, SharedReport } from './links.contract'
import { headlineKpis } from './links.contract'

type StoredLink = typeof reportLinks.$inferSelect
type UserRow = typeof users.$inferSelect
type State = ReportLinkRow['state']

const DAY_MS = 86_400_000

/** Links under which anybody reads a report until they end. */
@Injectable()
export class ReportLinksService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CONFIG) private readonly config: Config,
    private readonly sharing: SharingService,
    private readonly figures: ReportFiguresService,
  ) {}

  /** @param limit of people who see these entities only; undefined: all */
  async list(limit: readonly string[] | undefined): Promise<ReportLinkRow[]> {
    const rows = await this.metadata.db.select().from(reportLinks).orderBy(desc(reportLinks.createdAt))
    const seen = rows.filter(
      ({ entities }) => !limit || (entities.length > 0 && entities.every((one) => limit.includes(one))),
    )
    const makers = await this.makersOf(seen)
    const { links } = await this.sharing.get()
    return seen.map((row) => shown(row, makers.get(row.createdBy), links))
  }

  /** @returns its address, which is told this once. @throws AppError `reports/links-off`, `reports/link-too-long` */
  async create(given: z.output<typeof newReportLink>, actor: string): Promise<string> {
    const { links, max_days } = await this.sharing.get()
    if (!links) throw new AppError('reports/links-off', 409, 'An administrator has not allowed public links.')
    if (given.days > max_days)
      throw new AppError('reports/link-too-long', 422, `A link may live ${max_days} days at most.`, {
        max_days,
      })
    const token = newToken()
    const { name, entity: entities, currency, converted, compare } = given
    const expiresAt = new Date(Date.now() + given.days * DAY_MS)
    const values = { name, entities, currency, converted, compare, expiresAt, createdBy: actor }
    const [row] = await this.metadata.db
      .insert(reportLinks)
      .values({ ...values, tokenHash: hashToken(token) })
      .returning()
    const change = { actor, action: 'report-link.created', subject: `report-link:${row?.id}` }
    await audit(this.metadata, { ...change, after: given })
    return `${ownAddress(this.config)}/r/${token}`
  }

  /** @throws AppError `reports/link-not-found` */
  async revoke(id: string, actor: string): Promise<void> {
    const [row] = await this.metadata.db
      .update(reportLinks)
      .set({ revokedAt: sql`coalesce(${reportLinks.revokedAt}, now())` })
      .where(eq(reportLinks.id, id))
      .returning()
    if (!row) throw notFound('reports/link-not-found', 'There is no such link.')
    const change = { actor, action: 'report-link.revoked', subject: `report-link:${id}` }
    await audit(this.metadata, { ...change, before: { name: row.name } })
  }

  /**
   * What somebody reads who has a link: of the month of the last known day.
   * @throws AppError `reports/link-unknown`, `reports/link-expired`, `reports/link-revoked`, `reports/link-closed`
   */
  async open(token: string): Promise<SharedReport> {
    const { db } = this.metadata
    const [row] = await db
      .select()
      .from(reportLinks)
      .where(eq(reportLinks.tokenHash, hashToken(token)))
    if (!row) throw notFound('reports/link-unknown', 'This link leads to nothing.')
    const [makers, { links }] = await Promise.all([this.makersOf([row]), this.sharing.get()])
    const state = stateOf(row, makers.get(row.createdBy), links)
    if (state !== 'open') throw new AppError(`reports/link-${state}`, 410, ENDED[state])
    const answer = await this.report(row)
    await db
      .update(reportLinks)
      .set({ opened: sql`${reportLinks.opened} + 1`, lastOpenedAt: new Date() })
      .where(eq(reportLinks.id, row.id))
    return answer
  }

  private async report({
    entities,
    currency,
    converted,
    compare,
    expiresAt,
  }: StoredLink): Promise<SharedReport> {
    const today = new Date().toISOString().slice(0, 10)
    const last = (await this.figures.creditors(entities)).flatMap(({ last_day }) => last_day ?? []).sort()
    const latest = last.at(-1) ?? today
    const as_of = latest < today ? latest : today
    const question = { as_of, from: `${as_of.slice(0, 7)}-01`, entities, currency, converted }
    const { overview: whole, forecast, names } = await this.figures.figures(question)
    const { top_overdue: _named, data_cut, ...overview } = whole
    return {
      creditors: [...names],
      compare,
      valid_until: expiresAt.toISOString(),
      complete_through: data_cut.flatMap(({ complete_through }) => complete_through ?? []).sort()[0] ?? null,
      overview,
      forecast,
      definitions: headlineKpis.flatMap((id) => {
        const found = kpiDefinitions.find((one) => one.id === id)
        return found ? [{ id, direction: found.direction, name: found.name }] : []
      }),
    }
  }

  private async makersOf(rows: readonly StoredLink[]): Promise<Map<string, UserRow>> {
    const ids = [...new Set(rows.map(({ createdBy }) => createdBy))].filter((id) => UUID.test(id))
    if (ids.length === 0) return new Map()
    const found = await this.metadata.db.select().from(users).where(inArray(users.id, ids))
    return new Map(found.map((row) => [row.id, row]))
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ENDED: Readonly<Record<Exclude<State, 'open'>, string>> = {
  expired: 'This link has expired.',
  revoked: 'This link was revoked.',
  closed: 'The company shows no figures under links any more.',
}

/** A link shows no more than whoever made it may see now: it ends with his account, his right or his entities. */
function stateOf(row: StoredLink, maker: UserRow | undefined, allowed: boolean): State {
  if (row.revokedAt || (UUID.test(row.createdBy) && !(maker && mayShow(maker, row.entities))))
    return 'revoked'
  if (row.expiresAt <= new Date()) return 'expired'
  return allowed ? 'open' : 'closed'
}

function mayShow(maker: UserRow, entities: readonly string[]): boolean {
  const { entities: own } = maker
  const sees = own === null || (entities.length > 0 && entities.every((one) => own.includes(one)))
  return maker.disabledAt === null && may(maker, 'report') && sees
}

const shown = (row: StoredLink, maker: UserRow | undefined, allowed: boolean): ReportLinkRow => ({
  id: row.id,
  name: row.name,
  entities: row.entities,
  currency: row.currency,
  converted: row.converted,
  compare: row.compare,
  state: stateOf(row, maker, allowed),
  expires_at: row.expiresAt.toISOString(),
  opened: row.opened,
  last_opened_at: row.lastOpenedAt?.toISOString() ?? null,
  created_by: maker?.name ?? row.createdBy,
  created_at: row.createdAt.toISOString(),
})
