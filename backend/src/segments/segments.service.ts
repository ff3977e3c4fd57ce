import { Inject, Injectable } from '@nestjs/common'
import { asc, eq, inArray } from 'drizzle-orm'
import {
  checkForNaturalPersons,
  customerFields,
  everyoneElse,
  fieldsOfRule,
  invoiceFields,
  ruleOperators,
} from '@relance/experiments'
import type { SegmentField, SegmentRule } from '@relance/experiments'
import { previewSegment, segmentMembers } from '@relance/pipelines'
import type { SegmentCut, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError, notFound } from '../http/app-error'
import { segments } from '../metadata'
import type { Metadata } from '../metadata'
import { AttributesService, ruleSql } from './attributes.service'
import { requireGoodRule } from './rule-faults'
import { savedSegment } from './segments.contract'
import type {
  SavedSegment,
  SegmentFieldsAnswer,
  SegmentPreview,
  SegmentWarning,
  newSegment,
  segmentPreviewRequest,
} from './segments.contract'

const SHOWN_NAMES = 20

/** Named rules over customers, and who they take. */
@Injectable()
export class SegmentsService {
  /** who else uses a segment, told by the campaigns: names of its users */
  readonly users: ((segmentId: string) => Promise<string[]>)[] = []

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly attributes: AttributesService,
  ) {}

  fields(): SegmentFieldsAnswer {
    const list = (fields: Readonly<Record<string, SegmentField>>) =>
      Object.entries(fields).map(([field, { type, unit, standIn, profiling }]) => ({
        field,
        type,
        unit,
        operators: [...ruleOperators[type]],
        stand_in: standIn ?? false,
        profiling: profiling ?? false,
      }))
    return { customer: list(customerFields), invoice: list(invoiceFields) }
  }

  /** @throws AppError `segments/bad-rule` */
  async preview(request: z.output<typeof segmentPreviewRequest>): Promise<SegmentPreview> {
    const rule = requireGoodRule(request.rule)
    const asOf = request.as_of ?? today()
    const question = await this.attributes.question(asOf, request.entity)
    const [found, warnings] = await Promise.all([
      previewSegment(this.warehouse, question, ruleSql(rule), SHOWN_NAMES),
      this.warnings(rule),
    ])
    return { as_of: asOf, ...found, warnings }
  }

  /** Everybody whom a rule takes on a day, one by one. @throws AppError `segments/bad-rule` */
  async members(rule: unknown, asOf: string, entityIds?: string[]) {
    const question = await this.attributes.question(asOf, entityIds)
    return segmentMembers(this.warehouse, question, ruleSql(requireGoodRule(rule)))
  }

  /**
   * All of them, to part figures by: who is in one follows from its rule on the day that is asked about.
   * @param only this one
   */
  async cut(only?: string): Promise<SegmentCut> {
    const which = only === undefined ? undefined : eq(segments.id, only)
    const rows = await this.metadata.db.select().from(segments).where(which).orderBy(asc(segments.id))
    // The day and the entities are those of the question.
    const attributes = await this.attributes.question('')
    return {
      segments: rows.map(({ id, rule }, n) => ({ id, rule: ruleSql(rule as SegmentRule, `cut${n}_`) })),
      attributes,
    }
  }

  async list(ids?: readonly string[]): Promise<SavedSegment[]> {
    const query = this.metadata.db.select().from(segments)
    const rows = await (ids === undefined ? query : query.where(inArray(segments.id, [...ids]))).orderBy(
      asc(segments.name),
    )
    return Promise.all(rows.map((row) => this.shown(row)))
  }

  /** What people call them, by id. */
  async names(): Promise<Map<string, string>> {
    const rows = await this.metadata.db.select({ id: segments.id, name: segments.name }).from(segments)
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** @throws AppError `segments/not-found` */
  async get(id: string): Promise<SavedSegment> {
    return this.shown(await this.row(id))
  }

  /** @throws AppError `segments/bad-rule` */
  async create(given: z.output<typeof newSegment>, actor: string): Promise<SavedSegment> {
    const rule = requireGoodRule(given.rule)
    for (let attempt = 1; ; attempt++) {
      const id = attempt === 1 ? slugOf(given.name) : `${slugOf(given.name)}-${attempt}`
      const [row] = await this.metadata.db
        .insert(segments)
        .values({ ...given, id, rule, createdBy: actor })
        .onConflictDoNothing()
        .returning()
      if (row === undefined) continue
      await this.note('segment.created', id, actor, undefined, given)
      return this.shown(row)
    }
  }

  /** @throws AppError `segments/bad-rule`, `segments/not-found` */
  async change(id: string, given: z.output<typeof newSegment>, actor: string): Promise<SavedSegment> {
    const rule = requireGoodRule(given.rule)
    const before = await this.row(id)
    if (JSON.stringify(before.rule) !== JSON.stringify(rule)) await this.requireUnused(id, 'changed')
    const [row] = await this.metadata.db
      .update(segments)
      .set({ ...given, rule, updatedAt: new Date() })
      .where(eq(segments.id, id))
      .returning()
    if (row === undefined) throw missing(id)
    const { name, rule: old, notes, persona } = before
    await this.note('segment.changed', id, actor, { name, rule: old, notes, persona }, given)
    return this.shown(row)
  }

  /** @throws AppError `segments/not-found`, `segments/in-use` */
  async remove(id: string, actor: string): Promise<void> {
    const { name, rule } = await this.row(id)
    await this.requireUnused(id, 'deleted')
    await this.metadata.db.delete(segments).where(eq(segments.id, id))
    await this.note('segment.deleted', id, actor, { name, rule })
  }

  /** What stands against using the rule for natural persons, and fields that have no value yet. */
  async warnings(rule: SegmentRule): Promise<SegmentWarning[]> {
    const [allowed, model] = await Promise.all([this.attributes.assessment(), this.attributes.riskModel()])
    const found: SegmentWarning[] = [...checkForNaturalPersons(rule, allowed !== null)]
    if (model === null && fieldsOfRule(rule).includes('risk')) {
      found.push({ field: 'risk', code: 'segment/no-risk-model' })
    }
    return found
  }

  private async requireUnused(id: string, what: string): Promise<void> {
    const names = (await Promise.all(this.users.map((ask) => ask(id)))).flat()
    if (names.length === 0) return
    const message = `Running campaigns use this segment, so it cannot be ${what}: ${names.join(', ')}. Make another one.`
    throw new AppError('segments/in-use', 409, message, { campaigns: names })
  }

  private async row(id: string) {
    const [row] = await this.metadata.db.select().from(segments).where(eq(segments.id, id))
    if (row === undefined) throw missing(id)
    return row
  }

  private async shown(row: typeof segments.$inferSelect): Promise<SavedSegment> {
    return savedSegment.parse({
      ...row,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
      warnings: await this.warnings(row.rule as SegmentRule),
    })
  }

  private note(action: string, id: string, actor: string, before?: unknown, after?: unknown): Promise<void> {
    return audit(this.metadata, { actor, action, subject: `segment:${id}`, before, after })
  }
}

const missing = (id: string) =>
  notFound('segments/not-found', `There is no segment ${id}; it may have been deleted.`)
export const today = () => new Date().toISOString().slice(0, 10)

/** Words with a meaning of their own, in events or in addresses of the API. */
const RESERVED = new Set([
  '',
  everyoneElse,
  'everyone-else',
  'assessment',
  'fields',
  'preview',
  'profiles',
  'risk',
])

/** A word for events and campaigns, made of a name: "Débiteurs > 1 000 €" → debiteurs-1-000. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '')
  return RESERVED.has(slug) ? `segment-${slug}`.replace(/-$/, '') : slug
}
