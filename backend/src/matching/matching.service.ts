import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common'
import {
  MatchingError,
  acceptProposal,
  assignEntry,
  declineProposal,
  ignoreEntry,
  listEntries,
  matchEntries,
  takeBackEntry,
} from '@relance/pipelines'
import type { IngestResult, MatchingErrorCode, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import type { Person } from '../auth/person'
import { AppError } from '../http/app-error'
import { given } from '../http/given'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { toResult } from '../loads/ingest-options'
import type { Metadata } from '../metadata'
import type {
  Decided,
  EntriesAnswer,
  EntryRequest,
  ProposalRequest,
  assignRequest,
  entriesQuery,
} from './matching.contract'

const STATUS: Record<MatchingErrorCode, number> = {
  'matching/entry-not-found': 404,
  'matching/customer-not-found': 404,
  'matching/no-such-proposal': 409,
  'matching/changed': 409,
  'matching/nothing-to-undo': 409,
  'matching/bad-split': 422,
}
/** Events that come one by one are matched together. */
const GATHERED_MS = 1500

/** Bank entries and open invoices: the sure matches follow each load by themselves, the others wait for a person. */
@Injectable()
export class MatchingService implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('matching')
  private timer: NodeJS.Timeout | undefined
  private ended = false
  /** runs that are under way or wait for their turn */
  private following = 0

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly board: JobBoard,
  ) {}

  onModuleInit(): void {
    this.board.afterWork = (signal) => this.follow(signal)
    this.board.afterTurn = () => this.soon()
  }

  onApplicationShutdown(): void {
    this.ended = true
    clearTimeout(this.timer)
  }

  async list(query: z.output<typeof entriesQuery>): Promise<EntriesAnswer> {
    const { state, limit, currency, cursor } = query
    const entityIds = query.entity?.length ? query.entity : undefined
    const page = await listEntries(this.warehouse, {
      state,
      limit,
      ...given({ entityIds, currency, cursor }),
    })
    const rows = page.rows.map((row) => ({
      ...row,
      confidence: row.confidence === '' ? null : Number(row.confidence),
    }))
    return { ...page, rows, settled: this.timer === undefined && this.following === 0 }
  }

  match(person: Person | undefined): Job {
    return this.board.start({
      kind: 'matching',
      title: 'bank matching',
      run: async (_report, signal) => {
        const loadedBy = person?.name ?? 'system'
        const results = await matchEntries(this.warehouse, { loadedBy, signal, all: true })
        const last = results.at(-1)
        return last ? toResult(last) : null
      },
    })
  }

  accept({ event_id, proposal }: ProposalRequest, person: Person | undefined): Promise<Decided> {
    return this.decide('accepted', event_id, person, { proposal }, (by) =>
      acceptProposal(this.warehouse, event_id, proposal, by),
    )
  }

  decline({ event_id, proposal }: ProposalRequest, person: Person | undefined): Promise<Decided> {
    return this.decide('declined', event_id, person, { proposal }, async (by) => {
      await declineProposal(this.warehouse, event_id, proposal, by)
      return null
    })
  }

  assign(request: z.output<typeof assignRequest>, person: Person | undefined): Promise<Decided> {
    const { event_id, customer_id, parts } = request
    return this.decide('assigned', event_id, person, { customer_id, parts }, (by) =>
      assignEntry(this.warehouse, event_id, { customer_id, parts }, by),
    )
  }

  ignore({ event_id }: EntryRequest, person: Person | undefined): Promise<Decided> {
    return this.decide('ignored', event_id, person, {}, (by) => ignoreEntry(this.warehouse, event_id, by))
  }

  undo({ event_id }: EntryRequest, person: Person | undefined): Promise<Decided> {
    return this.decide('undone', event_id, person, {}, (by) => takeBackEntry(this.warehouse, event_id, by))
  }

  /** In the queue of all that writes events; then the other proposals follow what was decided. */
  private async decide(
    action: string,
    eventId: string,
    person: Person | undefined,
    after: object,
    work: (by: string) => Promise<IngestResult | null>,
  ): Promise<Decided> {
    try {
      const result = await this.board.alone(() => work(person?.name ?? 'system'))
      const [actor, subject] = [person?.id ?? 'system', `bank-entry:${eventId}`]
      await audit(this.metadata, { actor, action: `bank-entry.${action}`, subject, after })
      return { batch_id: result?.batch_id ?? null }
    } catch (error) {
      if (error instanceof MatchingError) throw new AppError(error.code, STATUS[error.code], error.message)
      throw error
    }
  }

  /** A load is done whether or not its entries can be matched just now: the next one tries again. */
  private async follow(signal: AbortSignal): Promise<void> {
    this.following += 1
    try {
      await matchEntries(this.warehouse, { signal })
    } catch (error) {
      if (!signal.aborted) this.log.warn(`matching: ${(error as Error).message}`)
    } finally {
      this.following -= 1
    }
  }

  private soon(): void {
    if (this.timer !== undefined || this.ended) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (this.ended) return
      this.following += 1
      const { signal } = new AbortController()
      void this.board.alone(() => this.follow(signal), { quiet: true }).finally(() => (this.following -= 1))
    }, GATHERED_MS)
    this.timer.unref()
  }
}
