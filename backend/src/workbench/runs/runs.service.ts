import { Injectable } from '@nestjs/common'
import type { z } from 'zod'
import type { Person } from '../../auth/person'
import { AppError, notFound } from '../../http/app-error'
import { toProblem } from '../../http/to-problem'
import { hasFormat } from '../gate/gate'
import { GateService } from './gate.service'
import { RESULT_FORMAT, RESULT_SETTINGS, resultParts } from './run-lines'
import type { ResultPart } from './run-lines'
import { RunLog } from './run-log'
import type { PastRun, RunEnd, runRequest } from './runs.contract'

type Request = z.output<typeof runRequest>

interface Running {
  personId: string
  abort: AbortController
}

/** Statements run from the screen: streamed, watched, cancelled, noted. */
@Injectable()
export class RunsService {
  private readonly running = new Map<string, Running>()

  constructor(
    private readonly gate: GateService,
    private readonly log: RunLog,
  ) {}

  /**
   * Runs a statement; the lines of its answer (`runLine`) come as they are known, errors as the last line.
   * What breaks off reading kills the statement.
   */
  async *run(person: Person, request: Request): AsyncGenerator<string> {
    if (this.running.has(request.id)) throw new AppError('sql/id-taken', 409, 'This run goes on already.')
    const abort = new AbortController()
    const startedAt = new Date()
    this.running.set(request.id, { personId: person.id, abort })
    const outcome = { state: 'cancelled' as PastRun['state'], code: null as string | null, rows: 0 }
    try {
      for await (const line of this.lines(person, request, abort.signal)) {
        if ('rows' in line) outcome.rows += line.rows.length
        if ('end' in line) outcome.state = 'done'
        yield text(line)
      }
    } catch (thrown) {
      const { problem } = toProblem(abort.signal.aborted ? cancelled() : thrown)
      if (problem.code !== 'sql/cancelled') Object.assign(outcome, { state: 'failed', code: problem.code })
      yield `${JSON.stringify({ problem })}\n`
    } finally {
      this.running.delete(request.id)
      if (outcome.state !== 'done') this.gate.kill(queryIdOf(request.id))
      abort.abort()
      const { sql, params, id } = request
      await this.log.note(person, { id, sql, params, via: 'screen', startedAt, ...outcome })
    }
  }

  /** Ends one's own statement. @throws AppError `sql/not-running` */
  cancel(person: Person, id: string): void {
    const running = this.running.get(id)
    if (running?.personId !== person.id) throw notFound('sql/not-running', 'No such statement of yours runs.')
    this.end(id)
  }

  /** Ends a statement whose reader has gone; nothing where it has ended. */
  end(id: string): void {
    const running = this.running.get(id)
    if (!running) return
    this.gate.kill(queryIdOf(id))
    running.abort.abort()
  }

  private async *lines(person: Person, request: Request, signal: AbortSignal): AsyncGenerator<Line> {
    const started = Date.now()
    if (hasFormat(request.sql)) {
      throw new AppError(
        'sql/no-format',
        422,
        'Leave FORMAT out here; export the result to choose how it is written.',
      )
    }
    const queryId = queryIdOf(request.id)
    const { sql, params } = request
    const more = { settings: RESULT_SETTINGS, format: RESULT_FORMAT, signal }
    const answer = await this.gate.askWell(person, { queryId, sql, params, ...more })
    try {
      let rows = 0
      let cut: RunEnd['cut'] = null
      for await (const part of resultParts(answer.body, request.max_rows)) {
        if ('cut' in part) cut = part.cut
        else {
          if ('rows' in part) rows += part.rows.length
          yield part
        }
      }
      if (cut !== null) this.gate.kill(queryId)
      signal.throwIfAborted()
      yield { end: { rows, cut, seconds: (Date.now() - started) / 1000 } }
    } finally {
      answer.leave()
    }
  }
}

type Line = Exclude<ResultPart, { cut: unknown }> | { end: RunEnd }

/** Rows are JSON already. */
const text = (line: Line): string =>
  'rows' in line ? `{"rows":[${line.rows.join(',')}]}\n` : `${JSON.stringify(line)}\n`

const queryIdOf = (id: string) => `analyst-${id}`
const cancelled = () => new AppError('sql/cancelled', 499, 'The statement was cancelled.')
