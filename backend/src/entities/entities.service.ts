import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import { entity } from './entities.contract'
import type { EntitiesAnswer } from './entities.contract'
import sql from './queries/entities.sql?raw'

@Injectable()
export class EntitiesService {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  /** @param entityIds only these, all by default */
  async list(entityIds: readonly string[] = []): Promise<Pick<EntitiesAnswer, 'entities'>> {
    const params = { entities: entityIds }
    return { entities: await this.warehouse.query({ name: 'entities', sql, params, row: entity }) }
  }

  /** Currencies in use by these creditors (all by default). */
  async currencies(entityIds?: string[]): Promise<string[]> {
    const { entities } = await this.list(entityIds)
    return [...new Set(entities.flatMap(({ currencies }) => currencies))]
  }
}
