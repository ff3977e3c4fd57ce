import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { eq } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import {
  campaigns,
  customerOverrides,
  dispatchTasks,
  kpiAlerts,
  reportLinks,
  reportSchedules,
} from '../metadata'
import type { Metadata } from '../metadata'
import type { EntityRule, ObjectKind } from './access'
import { refused, requireAll } from './entity-limit'
import type { Person } from './person'
import bankEntrySql from './queries/bank-entry-entities.sql?raw'
import loadSql from './queries/load-entities.sql?raw'

type Fields = Record<string, unknown>
const entityRow = z.object({ entity_id: z.string() })
const isUuid = (id: string) => z.uuid().safeParse(id).success

/** To which entities a thing belongs that a route names by its id. */
@Injectable()
export class ObjectEntities {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  /**
   * Lets a person on to a thing whose entities he sees, all of them.
   * @throws AppError `auth/entity-refused`
   */
  async hold(
    request: FastifyRequest,
    person: Person,
    rule: Extract<EntityRule, { of: ObjectKind }>,
  ): Promise<void> {
    if (person.entities === null) return
    const fields = (rule.field === undefined ? request.params : request.body) as Fields | null | undefined
    const id = String(fields?.[rule.field ?? (rule.of === 'stop' ? 'scope' : 'id')])
    const entities = await this.entitiesOf(rule.of, id)
    // None: it does not exist, or belongs to the whole company.
    if (entities.length === 0) throw refused()
    requireAll(entities, person.entities)
  }

  private async entitiesOf(kind: ObjectKind, id: string): Promise<string[]> {
    if (kind === 'stop') return id.startsWith('entity:') ? [id.slice('entity:'.length)] : []
    if (kind === 'bank-entry') return this.inWarehouse('bank-entry-entities', bankEntrySql, id)
    if (!isUuid(id)) return []
    if (kind === 'load') return this.inWarehouse('load-entities', loadSql, id)
    if (kind === 'task') {
      const tasks = await this.metadata.db.select().from(dispatchTasks).where(eq(dispatchTasks.id, id))
      return tasks.map(({ entityId }) => entityId)
    }
    if (kind === 'override') {
      const made = await this.metadata.db.select().from(customerOverrides).where(eq(customerOverrides.id, id))
      return made.map(({ entityId }) => entityId)
    }
    if (kind === 'alert') {
      const watched = await this.metadata.db.select().from(kpiAlerts).where(eq(kpiAlerts.id, id))
      return watched.flatMap(({ entityId }) => (entityId === '' ? [] : [entityId]))
    }
    if (kind === 'report-schedule') {
      const sent = await this.metadata.db.select().from(reportSchedules).where(eq(reportSchedules.id, id))
      return sent.flatMap(({ entityId }) => (entityId === '' ? [] : [entityId]))
    }
    if (kind === 'report-link') {
      const open = await this.metadata.db.select().from(reportLinks).where(eq(reportLinks.id, id))
      return open.flatMap(({ entities }) => entities)
    }
    const found = await this.metadata.db.select().from(campaigns).where(eq(campaigns.id, id))
    return found.flatMap(({ definition }) => entitiesOfCampaign(definition))
  }

  private async inWarehouse(name: string, sql: string, id: string): Promise<string[]> {
    const rows = await this.warehouse.query({ name, sql, params: { id }, row: entityRow })
    return rows.map(({ entity_id }) => entity_id)
  }
}

const named = z.object({ entities: z.array(z.string()) })

/** Entities that a campaign's design names; none: it reminds customers of all. */
export function entitiesOfCampaign(definition: unknown): string[] {
  const parsed = named.safeParse(definition)
  return parsed.success ? parsed.data.entities : []
}
