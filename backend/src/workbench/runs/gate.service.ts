import { Inject, Injectable } from '@nestjs/common'
import { askAsAnalyst, behindPeople } from '@relance/pipelines'
import type { DoorAnswer, Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../../app/tokens'
import type { Person } from '../../auth/person'
import { AppError } from '../../http/app-error'
import { given } from '../../http/given'
import { FiguresService } from '../figures/figures.service'
import { checkStatement } from '../gate/gate'
import { settingsOnShards } from '../gate/on-shards'
import { AnalystUsersService } from '../scope/analyst-users.service'
import { scopeOf } from '../scope/scope'
import { engineError } from './engine-text'
import { Places } from './places'

/** A statement that a person may run. */
export interface GateRequest {
  /** of the engine's query; also names it when it is killed */
  queryId: string
  sql: string
  params?: Record<string, string>
  settings?: Record<string, string>
  format?: string
  acceptEncoding?: string
  signal?: AbortSignal
}

/** An answer of the engine that holds a place until `leave` is called. */
export interface GateAnswer extends DoorAnswer {
  leave(): void
}

const KILL = 'KILL QUERY WHERE query_id = {id: String} ASYNC'

/** The one way of people's SQL to the engine: rights, the look at the statement, places, and the end of what runs. */
@Injectable()
export class GateService {
  private readonly places = new Places()

  constructor(
    private readonly analysts: AnalystUsersService,
    private readonly figures: FiguresService,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  /**
   * Runs a statement as the engine user of the person. The caller reads or destroys the body and calls `leave`.
   * @throws AppError of the gate; of the engine when it answers that the statement is wrong
   */
  async ask(person: Person, request: GateRequest): Promise<GateAnswer> {
    const scope = scopeOf(person)
    const { shards } = this.warehouse
    checkStatement(request.sql, shards && { databases: behindPeople(this.warehouse) })
    const login = await this.analysts.login(scope)
    const leave = this.places.take(person.id)
    try {
      await this.figures.refreshFor(request.sql, request.signal)
      const { queryId, sql, params, format, acceptEncoding, signal } = request
      const settings = shards && request.settings ? settingsOnShards(request.settings) : request.settings
      const more = given({ params, settings, format, acceptEncoding, signal })
      const answer = await askAsAnalyst(login.url, { ...login, queryId, sql, ...more })
      return { ...answer, leave }
    } catch (error) {
      leave()
      this.kill(request.queryId)
      if (request.signal?.aborted) throw new AppError('sql/cancelled', 499, 'The statement was cancelled.')
      if (error instanceof AppError) throw error
      throw new AppError(
        'warehouse/unavailable',
        503,
        'The data store is not available for the moment.',
        undefined,
        2,
      )
    }
  }

  /** The same, with the refusal of the engine as an error. */
  async askWell(person: Person, request: GateRequest): Promise<GateAnswer> {
    const answer = await this.ask(person, request)
    if (answer.status < 300) return answer
    try {
      let text = ''
      for await (const part of answer.body) text += String(part)
      throw engineError(text, Number(answer.headers['x-clickhouse-exception-code'] ?? 0) || undefined)
    } finally {
      answer.leave()
    }
  }

  /** Ends a statement; the engine goes on with one whose reader has gone. */
  kill(queryId: string): void {
    void this.warehouse
      .command({ name: 'analyst-kill', sql: KILL, params: { id: queryId } })
      .catch(() => undefined)
  }
}
