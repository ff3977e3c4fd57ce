import { Inject, Injectable } from '@nestjs/common'
import { desc, eq } from 'drizzle-orm'
import { computeKpis, dataState, overviewKpis } from '@relance/pipelines'
import type { KpiRow, Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError, notFound } from '../http/app-error'
import { given } from '../http/given'
import { kpiRow } from '../kpis/kpis.contract'
import { kpiCloses } from '../metadata'
import type { Metadata } from '../metadata'
import { close } from './closes.contract'
import type { Close, CloseDetail, newClose } from './closes.contract'

type Stored = typeof kpiCloses.$inferSelect
const keptRows = z.array(kpiRow)

/** Month ends as they were published. The warehouse keeps every version, so what is known now stands beside them. */
@Injectable()
export class ClosesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  /** @param own the entities that the asker sees, null for all: a close shows only where all of it may be seen */
  async list(own: readonly string[] | null): Promise<Close[]> {
    const rows = await this.metadata.db.select().from(kpiCloses).orderBy(desc(kpiCloses.asOf))
    return rows.map(shown).filter((one) => isSeen(one, own))
  }

  /**
   * Keeps the figures of a month; once, since published figures do not change.
   * @throws AppError `closes/not-a-month-end`, `closes/already-closed`
   */
  async make(asked: z.output<typeof newClose>, actor: string): Promise<Close> {
    if (!isMonthEnd(asked.as_of)) {
      throw new AppError('closes/not-a-month-end', 400, 'as_of: must be the last day of a month')
    }
    const entities = [...(asked.entity ?? [])].sort()
    const from = `${asked.as_of.slice(0, 7)}-01`
    const now = await this.figures(asked.as_of, from, entities, asked.currency)
    const [row] = await this.metadata.db
      .insert(kpiCloses)
      .values({
        asOf: asked.as_of,
        from,
        scope: entities.join(','),
        currency: asked.currency,
        rows: now.rows,
        dataCut: now.dataCut,
        note: asked.note,
        closedBy: actor,
      })
      .onConflictDoNothing()
      .returning()
    if (!row) {
      throw new AppError('closes/already-closed', 409, 'The figures of this month are kept already.')
    }
    await audit(this.metadata, {
      actor,
      action: 'month.closed',
      subject: `close:${row.id}`,
      after: { as_of: asked.as_of, entities, currency: asked.currency },
    })
    return shown(row)
  }

  /** @throws AppError `closes/not-found` */
  async compare(id: string, own: readonly string[] | null): Promise<CloseDetail> {
    const [row] = await this.metadata.db.select().from(kpiCloses).where(eq(kpiCloses.id, id))
    const one = row && shown(row)
    if (!row || !one || !isSeen(one, own)) throw notFound('closes/not-found', 'There is no such close.')
    const { rows: restated } = await this.figures(one.as_of, one.from, one.entities, one.currency)
    const key = (found: KpiRow | z.output<typeof kpiRow>) => JSON.stringify([found.kpi, found.by])
    const byKey = new Map(restated.map((found) => [key(found), found]))
    return {
      ...one,
      rows: keptRows.parse(row.rows).map((published) => {
        const now = byKey.get(key(published)) ?? null
        return { published, restated: now, changed: !now || now.value !== published.value }
      }),
    }
  }

  private async figures(asOf: string, from: string, entities: string[], currency: string) {
    const question = {
      asOf,
      from,
      currency,
      ...given({ entityIds: entities.length > 0 ? entities : undefined }),
    }
    const [rows, state] = await Promise.all([
      computeKpis(this.warehouse, { ...question, kpis: [...overviewKpis] }),
      dataState(this.warehouse, question.entityIds),
    ])
    return { rows, dataCut: state.entities }
  }
}

const isSeen = ({ entities }: Close, own: readonly string[] | null): boolean =>
  own === null || (entities.length > 0 && entities.every((entity) => own.includes(entity)))

const isMonthEnd = (day: string): boolean => new Date(Date.parse(day) + 86_400_000).getUTCDate() === 1

const shown = (row: Stored): Close =>
  close.parse({
    id: row.id,
    as_of: row.asOf,
    from: row.from,
    entities: row.scope === '' ? [] : row.scope.split(','),
    currency: row.currency,
    data_cut: row.dataCut,
    note: row.note,
    closed_by: row.closedBy,
    closed_at: row.closedAt.toISOString(),
  })
