import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import type { Metadata } from '../metadata'
import type { StoresState } from './local.contract'
import stateSql from './stores-state.sql?raw'

const row = z.object({ version: z.string(), now: z.coerce.number(), migrations: z.coerce.number() })

/** What commands on this machine ask of the stores as a whole. */
@Injectable()
export class LocalService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  async stores(): Promise<StoresState> {
    const [[clickhouse], postgresql] = await Promise.all([
      this.warehouse.query({ name: 'stores-state', sql: stateSql, row }),
      this.metadata.pool.query(`select current_setting('server_version') as version,
        extract(epoch from clock_timestamp()) * 1000 as now,
        (select count(*) from drizzle.__drizzle_migrations) as migrations`),
    ])
    return { clickhouse: row.parse(clickhouse), postgresql: row.parse(postgresql.rows[0]) }
  }
}
