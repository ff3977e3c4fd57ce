import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger } from '@nestjs/common'
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { FilesService } from '../files/files.service'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'

const LOOK_EVERY_MS = 1000
/** A program that writes by and by may pause this long. */
const QUIET_MS = 2000
/** Names under which programs write what is not complete yet. */
const UNFINISHED = /^\.|~$|\.(part|partial|tmp|temp|crdownload|filepart|swp)$/i
/** The store is not there for the moment: the file stays, and is tried again. */
const PASSING = /^(warehouse\/(unavailable|busy|timeout|memory)|engine\/|ingest\/cancelled)/

/**
 * Loads files that others put into a folder (RELANCE_INBOX): once a file has stopped growing it is loaded and moved to
 * `done`, or to `failed` beside a text that says why. A file that a crash left, or that grew while it was loaded, is
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
    const bytes = before.size
    const person = { id: 'system', name: 'inbox', role: 'admin' as const, local: true }
    const { id } = this.files.loadFile({ name, path: from, bytes }, {}, person)
    const job = await this.board.ended(id)
    if (job.state === 'cancelled' || PASSING.test(job.problem?.code ?? '')) return
    const after = fs.statSync(from, { throwIfNoEntry: false })
    // Whoever wrote it had only paused: the rest comes with the next look.
    if (!after || stateOf(after) !== stateOf(before)) return
    const reason = whyFailed(job)
    try {
      move(from, path.join(folder, reason === undefined ? 'done' : 'failed'), name, reason)
    } catch (error) {
      this.stuck.set(name, stateOf(before))
      this.log.error(`${name} is loaded, but cannot be moved: ${(error as Error).message}`)
    }
  }
}

const stateOf = (stat: fs.Stats): string => `${stat.size} ${stat.mtimeMs}`

/** In words, for whoever put the file there; undefined when (a part of) it was taken. */
function whyFailed(job: Job): string | undefined {
  if (job.problem) return `${job.problem.detail}\n(${job.problem.code})\n`
  const { read = 0, rejected = 0, batch_id } = job.result ?? {}
  if (read === 0 || rejected < read) return undefined
  return `All ${read} rows were rejected; the reasons are listed under load ${batch_id}.\n`
}

/** Moves a file aside under a name that is free there. */
function move(from: string, folder: string, name: string, reason: string | undefined): void {
  fs.mkdirSync(folder, { recursive: true })
  const { name: stem, ext } = path.parse(name)
  let free = name
  for (let nth = 2; fs.existsSync(path.join(folder, free)); nth += 1) free = `${stem} (${nth})${ext}`
  fs.renameSync(from, path.join(folder, free))
  if (reason !== undefined) fs.writeFileSync(path.join(folder, `${free}.reason.txt`), reason)
}
