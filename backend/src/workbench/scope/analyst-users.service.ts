import { Inject, Injectable } from '@nestjs/common'
import { ClusterError, analystUser, checkAskedAs, shardsOf, usersSql } from '@relance/pipelines'
import type { AnalystScope, AnalystUser, Engine, Warehouse } from '@relance/pipelines'
import { CONFIG, ENGINE, WAREHOUSE } from '../../app/tokens'
import type { Config } from '../../config/config'
import { AppError } from '../../http/app-error'
import { JobBoard } from '../../jobs/job-board'
import { SecretsService } from '../../secrets/secrets.service'
import { initialAnalysts } from './initial-users'

/** How a statement reaches the engine as the user of a scope. */
export interface AnalystLogin {
  url: string
  database: string
  username: string
  password: string
}

/**
 * Engine users of people, one for each distinct set of entities and rights. The embedded engine reads its users at
 * start only: a new set waits for running loads and starts it again, which takes about a second. On a cluster each
 * server has the user, because each filters its rows itself.
 */
@Injectable()
export class AnalystUsersService {
  private readonly known = new Map<string, AnalystUser>()
  private adding: Promise<void> = Promise.resolve()

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ENGINE) private readonly engine: Engine | undefined,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly secrets: SecretsService,
    private readonly jobs: JobBoard,
  ) {
    // Of a cluster they have more grants than these.
    if (engine && !warehouse.shards)
      for (const user of initialAnalysts(config)) this.known.set(user.name, user)
  }

  /** The login of a scope; its user is made where there is none. @throws EngineError, WarehouseError; AppError `sql/no-secret` */
  async login(scope: AnalystScope): Promise<AnalystLogin> {
    const { peopleDatabase: database, shards } = this.warehouse
    const place = { database, shards: shards !== undefined }
    const user = analystUser(scope, this.secrets.subkey('analyst-users'), place)
    const url = this.engine?.url ?? this.config.clickhouse?.url
    if (url === undefined) throw new Error('neither an engine nor a ClickHouse server')
    const login = { url, database, username: user.name, password: user.password }
    if (!this.known.has(user.name)) {
      const added = this.adding.then(() => this.add(user, login))
      this.adding = added.catch(() => undefined)
      await added
    }
    return login
  }

  private async add(user: AnalystUser, login: AnalystLogin): Promise<void> {
    if (this.known.has(user.name)) return
    const { engine, warehouse } = this
    if (engine) {
      await this.jobs.alone(() => engine.restart([...this.known.values(), user]), { quiet: true })
    } else {
      const statements = usersSql([user], warehouse.shards !== undefined)
      for (const server of shardsOf(warehouse))
        for (const sql of statements) await server.command({ name: 'analyst-user', sql })
    }
    if (warehouse.shards) await asThemselves(login)
    this.known.set(user.name, user)
  }
}

async function asThemselves(login: AnalystLogin): Promise<void> {
  try {
    await checkAskedAs(login.url, login)
  } catch (error) {
    if (error instanceof ClusterError) throw new AppError('sql/no-secret', 503, error.message)
    throw error
  }
}
