import { Inject, Injectable } from '@nestjs/common'
import type { DealtPlaces } from '@relance/experiments'
import { dealtCustomers } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { sql } from 'drizzle-orm'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { decodeExposure } from '../../dispatch/outbox/payload'
import type { Metadata } from '../../metadata'
import type { ExperimentDesign } from '../experiment.contract'
import { asDealt } from '../running/draws'
import { EpochsService } from '../running/epochs.service'

/** The split check of places that were dealt: they follow no lottery, so each is looked at. */
@Injectable()
export class DealtPlacesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly epochs: EpochsService,
  ) {}

  /** By segment the places that were given, and those whose customer is exposed in another variant than they deal. */
  async of(
    id: string,
    design: ExperimentDesign,
    cut: string,
  ): Promise<Readonly<Record<string, DealtPlaces>>> {
    const customers = await dealtCustomers(this.warehouse, { experiment: id, cut })
    if (customers.length === 0) return {}
    const exposedIn = new Map(customers.map((one) => [keyOf(one.entity_id, one.customer_id), one.variant]))
    const { rows } = await this.metadata.db.execute(sql`
      select exposure - 'invoices' as exposure from experiment_entries
      where experiment_id = ${id} and exposure -> 'place' is not null`)
    const isDealt = asDealt(id, design, await this.epochs.all(id))
    const found: Record<string, { places: number; wrong: number }> = {}
    for (const row of rows) {
      const entry = decodeExposure(row['exposure'])
      const told = exposedIn.get(keyOf(entry.entityId, entry.customerId)) ?? entry.cell
      const known = found[entry.segmentId] ?? { places: 0, wrong: 0 }
      const wrong = told === entry.cell && isDealt(entry) ? 0 : 1
      found[entry.segmentId] = { places: known.places + 1, wrong: known.wrong + wrong }
    }
    return found
  }
}

const keyOf = (entity: string, customer: string): string => `${entity}\u0000${customer}`
