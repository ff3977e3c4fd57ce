import { Inject, Injectable } from '@nestjs/common'
import { analystUser, usersSql } from '@relance/pipelines'
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

const ON_A_CLUSTER =
  'People cannot ask by SQL while the data are on several ClickHouse servers. Pages, reports and the API show the same figures.'

/**
 * Engine users of people, one for each distinct set of entities and rights. The embedded engine reads its users at
 * start only: a new set waits for running loads and starts it again, which takes about a second.
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
    if (engine) for (const user of initialAnalysts(config)) this.known.set(user.name, user)
  }

  /** The login of a scope; its user is made where there is none. @throws EngineError, WarehouseError; AppError on a cluster */
  async login(scope: AnalystScope): Promise<AnalystLogin> {
    // Each shard would have to filter rows for the person, and a FULL JOIN above shards counts rows of one side twice.
    if (this.warehouse.shards) throw new AppError('sql/on-a-cluster', 422, ON_A_CLUSTER)
    const { database } = this.warehouse
    const user = analystUser(scope, this.secrets.subkey('analyst-users'), database)
    if (!this.known.has(user.name)) {
      const added = this.adding.then(() => this.add(user))
      this.adding = added.catch(() => undefined)
      await added
    }
    const url = this.engine?.url ?? this.config.clickhouse?.url
    if (url === undefined) throw new Error('neither an engine nor a ClickHouse server')
    return { url, database, username: user.name, password: user.password }
  }

  private async add(user: AnalystUser): Promise<void> {
    if (this.known.has(user.name)) return
    const { engine } = this
    if (engine) {
      await this.jobs.alone(() => engine.restart([...this.known.values(), user]), { quiet: true })
    } else {
      for (const sql of usersSql([user])) await this.warehouse.command({ name: 'analyst-user', sql })
    }
    this.known.set(user.name, user)
  }
}
