import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import loadsSql from './loads.sql?raw'
import marksSql from './marks.sql?raw'
import touchedSql from './touched.sql?raw'

/** More loads are too much for one statement: then all creditors are taken to have changed. */
const MOST_LOADS = 1000

/**
 * Tells by a text for each creditor whether anything changed that KPIs follow from: daily sums, the days of the data,
 * and the loads that brought its events. Loads are many and their events more, so that only those that changed since
 * are looked into for whose they are.
 */
export class CreditorMarks {
  /** loads as they were last seen; null before anybody asked */
  private loads: Map<string, string> | null = null
  /** how often loads of a creditor were seen to have changed */
  private readonly changes = new Map<string, number>()
  private asking: Promise<unknown> = Promise.resolve()

  constructor(private readonly warehouse: Warehouse) {}

  /** @returns creditors by id; who asks at the same time waits. @throws WarehouseError */
  now(): Promise<Map<string, string>> {
    const asked = this.asking.then(() => this.ask())
    this.asking = asked.catch(() => undefined)
    return asked
  }

  private async ask(): Promise<Map<string, string>> {
    await this.seeLoads()
    const marks = await this.warehouse.query({
      name: 'kpi-figures-marks',
      sql: marksSql,
      row: z.object({ entity_id: z.string(), mark: z.string() }),
    })
    return new Map(
      marks.map(({ entity_id, mark }) => [entity_id, `${mark} ${this.changes.get(entity_id) ?? 0}`]),
    )
  }

  private async seeLoads(): Promise<void> {
    const rows = await this.warehouse.query({
      name: 'kpi-figures-loads',
      sql: loadsSql,
      row: z.object({ batch_id: z.string(), mark: z.string() }),
    })
    const changed = rows.filter(({ batch_id, mark }) => this.loads && this.loads.get(batch_id) !== mark)
    if (changed.length > 0) {
      const touched = await this.warehouse.query({
        name: 'kpi-figures-touched',
        sql: touchedSql,
        params: { batches: changed.length > MOST_LOADS ? [] : changed.map(({ batch_id }) => batch_id) },
        row: z.object({ entity_id: z.string() }),
      })
      for (const { entity_id } of touched) this.changes.set(entity_id, (this.changes.get(entity_id) ?? 0) + 1)
    }
    this.loads = new Map(rows.map(({ batch_id, mark }) => [batch_id, mark]))
  }
}
