import type { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import { exportRejects, listLoads, listRejects, retryRejects, undoLoad } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import type { Person } from '../auth/person'
import { given } from '../http/given'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { Metadata } from '../metadata'
import { toProgress, toResult } from './ingest-options'
import { loadResult } from './loads.contract'
import type { loadsQuery, rejectsQuery } from './loads.contract'
import type { LoadsAnswer, RejectsAnswer, RetryRequest } from './loads.contract'
import type { z } from 'zod'

@Injectable()
export class LoadsService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly board: JobBoard,
  ) {}

  /** @param entities only loads of these, all by default */
  async list(query: z.output<typeof loadsQuery>, entities?: readonly string[]): Promise<LoadsAnswer> {
    const page = { limit: query.limit, ...given({ before: query.cursor, entities }) }
    const rows = await listLoads(this.warehouse, page)
    return { rows, next: rows.length < query.limit ? null : (rows.at(-1)?.batch_id ?? null) }
  }

  undo(batchId: string, person: Person | undefined): Job {
    return this.board.start({
      kind: 'undo',
      title: batchId,
      run: async () => {
        const start = Date.now()
        const load = await undoLoad(this.warehouse, batchId)
        await this.noteUndo(batchId, load.file_name, person)
        return loadResult.parse({ ...load, seconds: (Date.now() - start) / 1000 })
      },
    })
  }

  private noteUndo(batchId: string, file: string, person: Person | undefined): Promise<void> {
    const [actor, subject] = [person?.id ?? 'system', `load:${batchId}`]
    return audit(this.metadata, { actor, action: 'load.undone', subject, after: { file } })
  }

  async rejects(batchId: string, query: z.output<typeof rejectsQuery>): Promise<RejectsAnswer> {
    const afterLine = query.cursor === undefined ? undefined : Number(query.cursor)
    const page = { limit: query.limit, ...given({ reason: query.reason, afterLine }) }
    const found = await listRejects(this.warehouse, batchId, page)
    const last = found.rows.at(-1)
    return { ...found, next: last && found.rows.length === query.limit ? String(last.line) : null }
  }

  /** @throws IngestError `ingest/load-not-found`, before the first byte is sent */
  async rejectsCsv(batchId: string): Promise<Readable> {
    await listRejects(this.warehouse, batchId, { limit: 1 })
    return exportRejects(this.warehouse, batchId)
  }

  retry(batchId: string, request: RetryRequest, person: Person | undefined): Job {
    const rows = 'all' in request ? ('all' as const) : request.rows
    return this.board.start({
      kind: 'retry',
      title: batchId,
      run: async (report, signal) => {
        const onProgress = (progress: Parameters<typeof toProgress>[0]) => report(toProgress(progress))
        const loadedBy = person?.name ?? 'system'
        return toResult(await retryRejects(this.warehouse, batchId, rows, { onProgress, signal, loadedBy }))
      },
    })
  }
}
