import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import { entity } from './entities.contract'
import type { EntitiesAnswer } from './entities.contract'
import sql from './queries/entities.sql?raw'

@Injectable()
export class EntitiesService {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  async list(): Promise<EntitiesAnswer> {
    return { entities: await this.warehouse.query({ name: 'entities', sql, row: entity }) }
  }

  /** Currencies in use by these creditors (all by default). */
  async currencies(entityIds?: string[]): Promise<string[]> {
    const { entities } = await this.list()
    const asked = entities.filter(({ entity_id }) => entityIds?.includes(entity_id) ?? true)
    return [...new Set(asked.flatMap(({ currencies }) => currencies))]
  }
}
