import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import type { Person } from '../../auth/person'
import { AppError } from '../../http/app-error'
import { toProblem } from '../../http/to-problem'
import type { Metadata } from '../../metadata'
import { hasFormat } from '../gate/gate'
import { LIMITS } from '../limits'
import { GateService } from '../runs/gate.service'
import type { GateAnswer } from '../runs/gate.service'
import { RESULT_FORMAT, RESULT_SETTINGS, resultParts } from '../runs/run-lines'
import { RunLog } from '../runs/run-log'
import type { PastRun } from '../runs/runs.contract'
import type { ExportRequest } from './exports.contract'
import { toXlsx } from './xlsx'

const ENGINE_FORMATS = { csv: 'CSVWithNames', parquet: 'Parquet' } as const

/** Whole results as files. CSV and Parquet are written by the engine, workbooks here; nothing is kept. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly gate: GateService,
    private readonly log: RunLog,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  /** The bytes of the file as they come; what breaks off reading kills the statement. @throws AppError of the gate */
  async start(person: Person, request: ExportRequest): Promise<Readable> {
    if (hasFormat(request.sql)) {
      const message = 'Leave FORMAT out here; the kind of file is chosen beside the statement.'
      throw new AppError('sql/no-format', 422, message)
    }
    const id = randomUUID()
    const { sql, params, format } = request
    const note = (state: PastRun['state'], code: string | null, rows: number) =>
      this.log.note(person, { id, sql, params, via: format, state, code, rows, startedAt })
    const startedAt = new Date()
    const how =
      format === 'xlsx'
        ? { format: RESULT_FORMAT, settings: RESULT_SETTINGS }
        : { format: ENGINE_FORMATS[format] }
    let answer: GateAnswer
    try {
      answer = await this.gate.askWell(person, { queryId: `export-${id}`, sql, params, ...how })
    } catch (thrown) {
      await note('failed', toProblem(thrown).problem.code, 0)
      throw thrown
    }
    await audit(this.metadata, {
      actor: person.id,
      action: 'query.exported',
      subject: `run:${id}`,
      after: { format },
    })
    const rows = { count: rowsTold(answer) }
    const file =
      format === 'xlsx' ? toXlsx(resultParts(answer.body, LIMITS.rows_exported, Infinity)) : answer.body
    file.once('close', () => {
      answer.leave()
      answer.body.destroy()
      const isWhole = file.readableEnded
      if (!isWhole) this.gate.kill(`export-${id}`)
      void note(isWhole ? 'done' : 'cancelled', null, rows.count)
    })
    return file
  }
}

/** What the engine says in front of its answer; 0 where it says nothing yet. */
function rowsTold(answer: GateAnswer): number {
  const summary = answer.headers['x-clickhouse-summary']
  if (typeof summary !== 'string') return 0
  return Number((JSON.parse(summary) as { result_rows?: string }).result_rows ?? 0)
}
