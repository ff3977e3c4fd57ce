import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { and, desc, eq, gte, inArray, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { campaigns, customerOverrides } from '../../metadata'
import type { Metadata } from '../../metadata'
import { CLOCK } from '../ports'
import type { Clock } from '../ports'
import { customerKey } from '../records/records'
import { overridesAnswer } from './overrides.contract'
import type { OverridesAnswer, overridesQuery } from './overrides.contract'
import { shown } from './overrides.service'
import namesSql from './queries/names.sql?raw'

const MOST = 500
type Row = typeof customerOverrides.$inferSelect
const nameRow = z.object({ entity_id: z.string(), customer_id: z.string(), name: z.string() })
const design = z.object({
  name: z.string().default(''),
  scenarios: z
    .array(z.object({ steps: z.array(z.object({ id: z.string(), kind: z.string() })) }))
    .default([]),
})

/** What people decided for customers against the plan, with the names of what it speaks of. */
@Injectable()
export class OverrideList {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ entity, customer, open }: z.output<typeof overridesQuery>): Promise<OverridesAnswer> {
    const { entityId, customerId, undoneAt, untilDay, madeAt, id } = customerOverrides
    const today = this.clock.now().toISOString().slice(0, 10)
    const rows = await this.metadata.db
      .select()
      .from(customerOverrides)
      .where(
        and(
          entity?.length ? inArray(entityId, entity) : undefined,
          customer === undefined ? undefined : eq(customerId, customer),
          open ? and(isNull(undoneAt), or(isNull(untilDay), gte(untilDay, today))) : undefined,
        ),
      )
      .orderBy(desc(madeAt), desc(id))
      .limit(MOST)
    const [names, designs] = [await this.names(rows), await this.designs(rows)]
    return overridesAnswer.parse({
      rows: rows.map((row) => {
        const found = designs.get(row.campaignId)
        const steps = found?.scenarios.flatMap((way) => way.steps) ?? []
        return {
          ...shown(row),
          name: names.get(customerKey(row)) ?? '',
          campaign: found?.name ?? '',
          step: steps.find((step) => step.id === row.stepId)?.kind ?? '',
          in_force: row.undoneAt === null && (row.untilDay === null || row.untilDay >= today),
        }
      }),
    })
  }

  private async names(of: readonly Row[]): Promise<Map<string, string>> {
    if (of.length === 0) return new Map()
    const params = {
      entities: of.map(({ entityId }) => entityId),
      customers: of.map(({ customerId }) => customerId),
    }
    const rows = await this.warehouse.query({ name: 'override-names', sql: namesSql, params, row: nameRow })
    return new Map(
      rows.map((row) => [customerKey({ entityId: row.entity_id, customerId: row.customer_id }), row.name]),
    )
  }

  private async designs(of: readonly Row[]): Promise<Map<string, z.output<typeof design>>> {
    const ids = [...new Set(of.map(({ campaignId }) => campaignId))].filter((id) => id !== '')
    if (ids.length === 0) return new Map()
    const rows = await this.metadata.db
      .select({ id: campaigns.id, definition: campaigns.definition })
      .from(campaigns)
      .where(inArray(campaigns.id, ids))
    return new Map(rows.map(({ id, definition }) => [id, design.parse(definition)]))
  }
}
