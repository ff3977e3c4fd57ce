import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { LARGEST_RATES_FILE, isRatesFile } from '../currencies/rates-file'
import { FilesService } from '../files/files.service'
import { AppError } from '../http/app-error'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { moveAside, setAside } from './failed-files'
import type { WhyNot } from './failed-files'

const LOOK_EVERY_MS = 1000
/** A program that writes by and by may pause this long. */
const QUIET_MS = 2000
/** Bytes of a first line that names every currency there is. */
const BEGINNING = 4096
/** Names under which programs write what is not complete yet. */
const UNFINISHED = /^\.|~$|\.(part|partial|tmp|temp|crdownload|filepart|swp)$/i
/** The store is not there for the moment: the file stays, and is tried again. */
const PASSING = /^(warehouse\/(unavailable|busy|timeout|memory)|engine\/|ingest\/cancelled)/

/**
 * Loads files that others put into a folder (RELANCE_INBOX): once a file has stopped growing it is loaded and moved to
 * `done`, or to `failed` beside a text that says why. A file of exchange rates is taken as rates. A file that a crash left, or that grew while it was loaded, is
 * loaded again, which counts nothing twice. Hidden and unfinished files (`.part`, `.tmp` …), folders and links are left.
 */
@Injectable()
export class WatchFolderService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('inbox')
  private readonly ending = new AbortController()
  /** size and time of change of each file at the last look */
  private readonly seen = new Map<string, string>()
  /** files that were loaded and could not be moved, as they were then: once is enough */
  private readonly stuck = new Map<string, string>()
  private watching: Promise<void> = Promise.resolve()

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly files: FilesService,
    private readonly board: JobBoard,
    private readonly rates: ExchangeRatesService,
  ) {}

  onApplicationBootstrap(): void {
    const { inboxDir } = this.config
    if (inboxDir === undefined) return
    this.watching = this.watch(inboxDir)
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.rest(), sleep(700, undefined, { ref: false })])
  }

  /** Takes no further file. @returns when the one that is being loaded has its place */
  rest(): Promise<void> {
    this.ending.abort()
    return this.watching
  }

  private async watch(folder: string): Promise<void> {
    const { signal } = this.ending
    let said = ''
    while (!signal.aborted) {
      try {
        for (const name of ['done', 'failed']) fs.mkdirSync(path.join(folder, name), { recursive: true })
        for (const file of this.complete(folder)) {
          if (signal.aborted) return
          await this.take(folder, file)
        }
        said = ''
      } catch (error) {
        const { message } = error as Error
        // A folder that is not there is looked for every second, and told of once.
        if (message !== said) this.log.warn(`the folder of incoming files: ${message}`)
        said = message
      }
      await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal }).catch(() => undefined)
    }
  }

  /** Files that have not changed since the last look, oldest first. */
  private complete(folder: string): string[] {
    const found = new Map<string, string>()
    const ready: { name: string; at: number }[] = []
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isFile() || UNFINISHED.test(entry.name)) continue
      const { name } = entry
      const stat = fs.statSync(path.join(folder, name), { throwIfNoEntry: false })
      if (!stat) continue
      const state = stateOf(stat)
      found.set(name, state)
      const quiet = Math.abs(Date.now() - stat.mtimeMs) >= QUIET_MS
      if (quiet && this.seen.get(name) === state && this.stuck.get(name) !== state)
        ready.push({ name, at: stat.mtimeMs })
    }
    this.seen.clear()
    for (const [name, state] of found) this.seen.set(name, state)
    return ready.sort((a, b) => a.at - b.at || a.name.localeCompare(b.name)).map(({ name }) => name)
  }

  private async take(folder: string, name: string): Promise<void> {
    const from = path.join(folder, name)
    const before = fs.statSync(from, { throwIfNoEntry: false })
    if (!before) return
    const outcome = (await isOfRates(from)) ? await this.takeRates(from) : await this.load(from)
    if (outcome === 'later') return
    const after = fs.statSync(from, { throwIfNoEntry: false })
    // Whoever wrote it had only paused: the rest comes with the next look.
    if (!after || stateOf(after) !== stateOf(before)) return
    try {
      if (outcome === 'taken') moveAside(from, path.join(folder, 'done'))
      else setAside(from, path.join(folder, 'failed'), outcome)
    } catch (error) {
      this.stuck.set(name, stateOf(before))
      this.log.error(`${name} is loaded, but cannot be moved: ${(error as Error).message}`)
    }
  }

  private async load(file: string): Promise<Outcome> {
    const name = path.basename(file)
    const person = { id: 'system', name: 'inbox', role: 'admin' as const, local: true }
    const { id } = this.files.loadFile({ name, path: file, bytes: fs.statSync(file).size }, {}, person)
    const job = await this.board.ended(id)
    if (job.state === 'cancelled' || PASSING.test(job.problem?.code ?? '')) return 'later'
    return whyFailed(job) ?? 'taken'
  }

  /** Exchange rates are no load of events: they have their place among the settings. */
  private async takeRates(file: string): Promise<Outcome> {
    try {
      if (fs.statSync(file).size > LARGEST_RATES_FILE)
        throw new AppError('currencies/not-a-rates-file', 400, 'The file is larger than 20 MB.')
      await this.rates.load(await fs.promises.readFile(file, 'utf8'), path.basename(file), 'inbox')
      return 'taken'
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { code: error.code, detail: error.message, details: error.details ?? {} }
    }
  }
}

/** What became of a file; `later`: the store is not there for the moment. */
type Outcome = 'taken' | 'later' | WhyNot

async function isOfRates(file: string): Promise<boolean> {
  const handle = await fs.promises.open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING))
    return isRatesFile(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await handle.close()
  }
}

const stateOf = (stat: fs.Stats): string => `${stat.size} ${stat.mtimeMs}`

/** For whoever put the file there; undefined when (a part of) it was taken. */
function whyFailed(job: Job): WhyNot | undefined {
  if (job.problem) return { code: job.problem.code, detail: job.problem.detail, details: {} }
  const { read = 0, rejected = 0, batch_id } = job.result ?? {}
  if (read === 0 || rejected < read) return undefined
  const detail = `All ${read} rows were rejected; the reasons are listed under load ${batch_id}.`
  return { code: 'inbox/all-rejected', detail, details: { rows: read } }
}
