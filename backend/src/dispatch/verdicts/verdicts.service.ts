import { Inject, Injectable } from '@nestjs/common'
import { inArray } from 'drizzle-orm'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { EntitiesService } from '../../entities/entities.service'
import { outbox } from '../../metadata'
import type { Metadata } from '../../metadata'
import { decodeContact } from '../outbox/payload'
import { sentenceOf } from '../planner/sentences'
import { REASONS } from '../planner/verdict'
import type { PlannedContact, Verdict } from '../planner/verdict'
import daysSql from './queries/days.sql?raw'
import listSql from './queries/list.sql?raw'
import { verdictsAnswer } from './verdicts.contract'
import type { VerdictsAnswer, verdictsQuery } from './verdicts.contract'

const verdictRow = z.object({
  day: z.string(),
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  campaign_id: z.string(),
  reason: z.string(),
  params: z.string(),
  reminder_id: z.string(),
  channel: z.string(),
  kind: z.string(),
  total_due: z.string(),
  currency: z.string(),
})
const dayRow = z.object({ day: z.string(), reason: z.string(), customers: z.number() })
type Row = z.infer<typeof verdictRow>

/** Reads the ledger of verdicts and says each as a sentence. */
@Injectable()
export class VerdictsService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly entities: EntitiesService,
  ) {}

  async list(query: z.output<typeof verdictsQuery>): Promise<VerdictsAnswer> {
    const { campaign = '', entity: entities = [], customer = '', day = '', limit } = query
    const { reason = '', outside } = query
    const params = { campaign, entities, customer }
    const [rows, days, zones] = await Promise.all([
      this.warehouse.query({
        name: 'verdicts',
        sql: listSql,
        params: { ...params, day, reason, outside: Number(outside), limit },
        row: verdictRow,
      }),
      this.warehouse.query({ name: 'verdict-days', sql: daysSql, params, row: dayRow }),
      this.zones(),
    ])
    const contacts = await this.contacts(rows)
    return verdictsAnswer.parse({
      days,
      rows: rows.map((row) => {
        const verdict = verdictOf(row, contacts.get(row.reminder_id) ?? null)
        const zone = zones.get(row.entity_id) ?? 'Europe/Paris'
        return {
          ...row,
          sentence: { fr: sentenceOf(verdict, 'fr', zone), en: sentenceOf(verdict, 'en', zone) },
        }
      }),
    })
  }

  /** The messages that verdicts speak of, whole, by their ids. */
  private async contacts(rows: readonly Row[]): Promise<Map<string, PlannedContact>> {
    const ids = rows.map(({ reminder_id }) => reminder_id).filter((id) => id !== '')
    if (ids.length === 0) return new Map()
    const { db } = this.metadata
    const found = await db
      .select({ id: outbox.id, payload: outbox.payload })
      .from(outbox)
      .where(inArray(outbox.id, ids))
    return new Map(found.map(({ id, payload }) => [id, decodeContact(payload)]))
  }

  private async zones(): Promise<Map<string, string>> {
    const { entities } = await this.entities.list()
    return new Map(entities.map(({ entity_id, time_zone }) => [entity_id, time_zone]))
  }
}

function verdictOf(row: Row, contact: PlannedContact | null): Verdict {
  return {
    entityId: row.entity_id,
    customerId: row.customer_id,
    campaignId: row.campaign_id,
    day: row.day,
    contact,
    reason: REASONS.find((one) => one === row.reason) ?? null,
    params: JSON.parse(row.params === '' ? '{}' : row.params) as Verdict['params'],
    invoices: [],
  }
}
