import { Inject, Injectable } from '@nestjs/common'
import { and, asc, eq } from 'drizzle-orm'
import { kpiDefinitions } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { notFound } from '../http/app-error'
import { kpiTargets } from '../metadata'
import type { Metadata } from '../metadata'
import type { KpiTarget, newTarget } from './targets.contract'

/** What KPIs should reach, for the group and for single entities. */
@Injectable()
export class TargetsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** @param own the entities that the asker sees, null for all; targets of the group are everybody's */
  async list(own: readonly string[] | null): Promise<KpiTarget[]> {
    const rows = await this.metadata.db
      .select()
      .from(kpiTargets)
      .orderBy(asc(kpiTargets.kpi), asc(kpiTargets.entityId))
    const seen = rows.filter(({ entityId }) => own === null || entityId === '' || own.includes(entityId))
    return seen.map((row) => ({
      kpi: row.kpi,
      entity_id: row.entityId,
      value: Number(row.value),
      set_by: row.setBy,
      set_at: row.setAt.toISOString(),
    }))
  }

  /**
   * Sets or takes away one target; both values go into the audit log.
   * @throws AppError `kpis/not-found`
   */
  async set(given: z.output<typeof newTarget>, actor: string): Promise<void> {
    const { kpi, entity_id: entityId, value } = given
    if (!kpiDefinitions.some(({ id }) => id === kpi))
      throw notFound('kpis/not-found', `There is no KPI ${kpi}.`)
    const before = (await this.list(null)).find((row) => row.kpi === kpi && row.entity_id === entityId)
    if (value === null) {
      await this.metadata.db
        .delete(kpiTargets)
        .where(and(eq(kpiTargets.kpi, kpi), eq(kpiTargets.entityId, entityId)))
    } else {
      const values = { kpi, entityId, value: String(value), setBy: actor, setAt: new Date() }
      await this.metadata.db
        .insert(kpiTargets)
        .values(values)
        .onConflictDoUpdate({ target: [kpiTargets.kpi, kpiTargets.entityId], set: values })
    }
    await audit(this.metadata, {
      actor,
      action: 'target.set',
      subject: `target:${kpi}:${entityId}`,
      before: before?.value ?? null,
      after: value,
    })
  }
}
