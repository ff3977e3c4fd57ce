import { Inject, Injectable } from '@nestjs/common'
import { dataState, monthlyFigures } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { WAREHOUSE } from '../../app/tokens'
import { tokens } from '../gate/tokens'
import stateSql from './state.sql?raw'

const TABLE = 'relance.kpi_figures'
const mark = z.object({ mark: z.string() })

/** Whether a statement reads the view of KPIs, which is made when it is asked for. */
export const readsFigures = (sql: string): boolean =>
  tokens(sql).some(({ kind, text }) => kind !== 'literal' && text.toLowerCase() === 'kpis')

/**
 * Keeps the view `kpis` at what the dashboards show: before somebody reads it, the figures are computed again where
 * the data, or the day, has changed since. A statement under way keeps reading the figures of before.
 */
@Injectable()
export class FiguresService {
  private made = ''
  private making: Promise<void> | undefined

  constructor(@Inject(WAREHOUSE) private readonly warehouse: Warehouse) {}

  /** @throws WarehouseError */
  refresh(): Promise<void> {
    this.making ??= this.make().finally(() => (this.making = undefined))
    return this.making
  }

  private async make(): Promise<void> {
    const today = new Date().toISOString().slice(0, 10)
    const [state] = await this.warehouse.query({ name: 'kpi-figures-state', sql: stateSql, row: mark })
    const wanted = `${today} ${state?.mark ?? ''}`
    if (wanted === this.made) return
    const { entities } = await dataState(this.warehouse, undefined)
    const generation = Date.now()
    for (const { entity_id } of entities) await this.write(entity_id, generation, today)
    this.made = wanted
  }

  private async write(entityId: string, generation: number, today: string): Promise<void> {
    const insert = (body: Record<string, unknown>[]) =>
      this.warehouse.insert({ name: 'kpi-figures', table: TABLE, format: 'JSONEachRow', body })
    for await (const rows of monthlyFigures(this.warehouse, entityId, today))
      if (rows.length > 0) await insert(rows.map((row) => ({ ...row, generation })))
    // the row by which the generation begins to count
    await insert([{ entity_id: entityId, generation, kpi: '', as_of: today }])
  }
}
