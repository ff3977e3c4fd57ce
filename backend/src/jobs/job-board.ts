import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Injectable, Optional } from '@nestjs/common'
import type { OnApplicationShutdown } from '@nestjs/common'
import { Observable, Subject } from 'rxjs'
import { AppError, notFound } from '../http/app-error'
import { whoAsks } from '../http/request-trail'
import { toProblem } from '../http/to-problem'
import type { LoadResult } from '../loads/loads.contract'
import { Metrics } from '../metrics/metrics'
import type { Job, JobProgress } from './jobs.contract'

export interface Work {
  kind: Job['kind']
  title: string
  bytesTotal?: number | undefined
  run(report: (progress: Partial<JobProgress>) => void, signal: AbortSignal): Promise<LoadResult | null>
  /** called once, however the work ended */
  after?(): Promise<void> | void
}

interface Entry {
  job: Job
  /** who asked for it; undefined: the server itself */
  owner: string | undefined
  changes: Subject<Job>
  abort: AbortController
  ended: Promise<void>
}

const KEPT = 200
/** Kinds of work after which there may be something to match. */
const WRITES_EVENTS: Readonly<Record<Job['kind'], boolean>> = {
  load: true,
  retry: true,
  undo: true,
  demo: true,
  matching: false,
  dry_run: false,
  backup: false,
}
const REPORT_EVERY_MS = 150
const END_WITHIN_MS = 700

/**
 * Everything that writes events, one after the other: two at once would derive the same customers from different
 * states of the log. Jobs live as long as the process; what a load did is kept in the store.
 */
@Injectable()
export class JobBoard implements OnApplicationShutdown {
  private readonly entries = new Map<string, Entry>()
  private last: Promise<void> = Promise.resolve()
  /** what follows a job that wrote events, as a part of it: whoever waits for the job finds it done */
  afterWork: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()
  /** what is told of short work that is done */
  afterTurn: () => void = () => undefined

  constructor(@Optional() private readonly metrics?: Metrics) {}

  /** Puts work at the end of the queue. */
  start(work: Work): Job {
    const job: Job = {
      id: randomUUID(),
      kind: work.kind,
      title: work.title,
      state: 'waiting',
      created_at: new Date().toISOString(),
      finished_at: null,
      progress: { phase: 'waiting', bytes_read: 0, bytes_total: work.bytesTotal ?? null, rows: 0 },
      result: null,
      problem: null,
    }
    const entry: Entry = {
      job,
      owner: whoAsks(),
      changes: new Subject(),
      abort: new AbortController(),
      ended: Promise.resolve(),
    }
    this.entries.set(job.id, entry)
    this.forgetOld()
    entry.ended = this.last.then(() => this.run(entry, work))
    this.last = entry.ended
    return job
  }

  /** Does short work in its turn and waits for it: two writers would derive the same customers at once. */
  alone<T>(work: () => Promise<T>, options: { quiet?: boolean } = {}): Promise<T> {
    const turn = this.last.then(work)
    if (!options.quiet) void turn.then(this.afterTurn, () => undefined)
    this.last = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }

  /** @param owner only what this person asked for */
  list(owner?: string): Job[] {
    const entries = [...this.entries.values()].filter((entry) => owner === undefined || entry.owner === owner)
    return entries.map((entry) => entry.job).reverse()
  }

  get(id: string): Job {
    return this.entry(id).job
  }

  /** Whether a person asked for this job. @throws AppError `jobs/not-found` */
  isOf(id: string, person: string): boolean {
    return this.entry(id).owner === person
  }

  /** The job now and at each change, until it ends. */
  watch(id: string): Observable<Job> {
    const entry = this.entry(id)
    return new Observable((subscriber) => {
      subscriber.next(entry.job)
      if (isOver(entry.job)) return subscriber.complete()
      return entry.changes.subscribe(subscriber)
    })
  }

  /** Waits for the end of a job. */
  async ended(id: string): Promise<Job> {
    const entry = this.entry(id)
    await entry.ended
    return entry.job
  }

  /** How many jobs wait or run. */
  unfinished(): number {
    return [...this.entries.values()].filter(({ job }) => !isOver(job)).length
  }

  /** Waits until nothing is left to do. */
  async idle(): Promise<void> {
    for (let last: unknown; last !== this.last; await this.last) last = this.last
  }

  /** Asks a job to end; it is cancelled once what it had begun is undone. */
  cancel(id: string): Job {
    const entry = this.entry(id)
    if (isOver(entry.job)) throw new AppError('jobs/over', 409, 'This job has ended already.')
    entry.abort.abort()
    return entry.job
  }

  async onApplicationShutdown(): Promise<void> {
    for (const entry of this.entries.values()) entry.abort.abort()
    // What cannot be stopped in the middle is taken up by the next start.
    await Promise.race([this.last, sleep(END_WITHIN_MS, undefined, { ref: false })])
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id)
    if (!entry) throw notFound('jobs/not-found', 'There is no such job; jobs end with the server.')
    return entry
  }

  private async run(entry: Entry, work: Work): Promise<void> {
    const { abort, changes } = entry
    const change = (values: Partial<Job>) => {
      entry.job = { ...entry.job, ...values }
      changes.next(entry.job)
    }
    let reported = 0
    const report = (progress: Partial<JobProgress>) => {
      entry.job = { ...entry.job, progress: { ...entry.job.progress, ...progress } }
      if (Date.now() - reported < REPORT_EVERY_MS) return
      reported = Date.now()
      changes.next(entry.job)
    }
    try {
      abort.signal.throwIfAborted()
      change({ state: 'running' })
      const result = await work.run(report, abort.signal)
      if (WRITES_EVENTS[work.kind]) await this.afterWork(abort.signal)
      change({ state: 'done', result, finished_at: new Date().toISOString() })
    } catch (thrown) {
      const { problem } = toProblem(thrown)
      const state = abort.signal.aborted ? 'cancelled' : 'failed'
      change({ state, problem: state === 'failed' ? problem : null, finished_at: new Date().toISOString() })
    }
    changes.complete()
    this.metrics?.jobEnded(entry.job)
    try {
      await work.after?.()
    } catch {
      // Tidying up must not stop the queue; what is left over goes with the next start.
    }
  }

  private forgetOld(): void {
    for (const [id, entry] of this.entries) {
      if (this.entries.size <= KEPT) return
      if (isOver(entry.job)) this.entries.delete(id)
    }
  }
}

export const isOver = (job: Job) =>
  job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'
