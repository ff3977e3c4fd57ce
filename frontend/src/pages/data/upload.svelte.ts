import type { FilePreview, Job, LoadOptions, LoadResult, RatesFileAnswer } from '@relance/backend/contract'
import { sendRates } from '../../api/exchange-rates'
import { loadFile, previewFile, sendFile } from '../../api/files'
import { cancelJob, followJob } from '../../api/jobs'
import { ApiError } from '../../api/problem'
import { session } from '../../app/session.svelte'
import { filters, lastMonth } from '../../filters.svelte'
import { today } from '../../format/date'
import { headersOf, isRatesFile } from './headers'
import { assigned } from './mapping'
import { tables } from './tables.svelte'

export type UploadState =
  'sending' | 'understood' | 'rates' | 'unknown' | 'loading' | 'done' | 'failed' | 'stopped'

const asError = (cause: unknown) =>
  cause instanceof ApiError ? cause : new ApiError({ code: 'unexpected', status: 0, detail: String(cause) })

/** One dropped file on its way: sent, understood, corrected by hand, loaded. */
export class Upload {
  readonly name: string
  readonly bytes: number
  state = $state<UploadState>('sending')
  /** Share sent to the server, 0 to 1. */
  sent = $state(0)
  preview = $state.raw<FilePreview>()
  options = $state.raw<LoadOptions>({})
  job = $state.raw<Job>()
  result = $state.raw<LoadResult>()
  problem = $state.raw<{ code: string; message: string }>()
  checking = $state(false)
  /** Headers of a file that was not recognised, to be named by hand. */
  headers = $state.raw<string[]>([])
  /** a file of exchange rates, which is no load of events and has its place among the settings */
  rates = $state.raw<RatesFileAnswer>()
  readonly #file: File
  #id = ''
  readonly #stop = new AbortController()
  /** The kept mapping that this file is read by. */
  saved = $state.raw<{ id: string; name: string }>()

  constructor(file: File) {
    this.name = file.name
    this.bytes = file.size
    this.#file = file
    void this.#send(file)
  }

  async #send(file: File) {
    try {
      if (isRatesFile(await file.slice(0, 65_536).text())) {
        this.state = 'rates'
        return
      }
      const stored = await sendFile(file, (share) => (this.sent = share), this.#stop.signal)
      this.#id = stored.id
      // What columns can be read as is offered with what was understood.
      await tables.load()
      if (stored.preview) {
        this.#show(stored.preview)
      } else {
        this.problem = { code: stored.problem?.code ?? 'unexpected', message: stored.problem?.detail ?? '' }
        this.headers = stored.problem?.columns ?? headersOf(await file.slice(0, 65_536).text())
        this.state = 'unknown'
      }
    } catch (cause) {
      this.#fail(cause)
    }
  }

  /** A mapping that was kept for such files goes on being used when more is changed. */
  #show(preview: FilePreview) {
    this.preview = preview
    this.state = 'understood'
    const { saved_mapping: saved } = preview.understood
    if (!saved) return
    this.saved = saved
    this.options = { ...this.options, mapping: saved.mapping }
  }

  /** Reads the file as if no mapping had been kept for it. */
  async forgetSaved() {
    const { mapping: _mapping, ...options } = this.options
    this.options = options
    this.saved = undefined
    await this.correct({ use_saved: false })
  }

  #fail(cause: unknown) {
    if (cause instanceof DOMException && cause.name === 'AbortError') {
      this.state = 'stopped'
      return
    }
    this.problem = asError(cause)
    this.state = 'failed'
  }

  /** Reads the file's beginning again with these wishes. */
  async correct(changes: LoadOptions) {
    const options = { ...this.options, ...changes }
    this.checking = true
    try {
      this.preview = await previewFile(this.#id, options)
      this.options = options
      this.problem = undefined
      this.state = 'understood'
    } catch (cause) {
      this.problem = asError(cause)
    }
    this.checking = false
  }

  /** Which column a field is read from; undefined takes the column out of use. */
  async assign(column: string, field: string | undefined) {
    const seen = this.preview?.understood
    if (!seen) return
    await this.correct({ mapping: assigned(seen, this.options.mapping ?? {}, column, field) })
  }

  async loadRates() {
    this.state = 'loading'
    try {
      this.rates = await sendRates(this.#file)
      this.state = 'done'
    } catch (cause) {
      this.#fail(cause)
    }
  }

  async load() {
    this.state = 'loading'
    this.problem = undefined
    try {
      this.job = await loadFile(this.#id, this.options)
      const job = await followJob(this.job, (step) => (this.job = step))
      this.job = job
      if (job.state === 'cancelled') this.state = 'stopped'
      else if (job.result) await this.#finish(job.result)
      else {
        this.problem = { code: job.problem?.code ?? 'unexpected', message: job.problem?.detail ?? '' }
        this.state = 'failed'
      }
    } catch (cause) {
      this.#fail(cause)
    }
  }

  async #finish(result: LoadResult) {
    this.result = result
    await showLoaded(result)
    this.state = 'done'
  }

  stop() {
    if (this.job && this.state === 'loading') void cancelJob(this.job.id)
    else this.#stop.abort()
  }
}

/** Turns the screens to the entity, currency and last month of what was just loaded. */
export async function showLoaded(result: LoadResult) {
  await session.refreshEntities()
  if (result.accepted + result.duplicates === 0) return
  const last = filters.entities.find((one) => one.entity_id === result.entity_id)?.last_day ?? result.last_day
  const month = lastMonth(last, today())
  filters.set({ entity: result.entity_id, currency: result.currency, from: month.from, as_of: month.asOf })
}

/** The files of this visit; they stay while other pages are looked at. */
class Uploads {
  list = $state.raw<Upload[]>([])
  current = $state.raw<Upload>()

  add(files: File[]) {
    const added = files.map((file) => new Upload(file))
    this.list = [...added, ...this.list]
    this.current = added[0]
  }

  /** Files that are understood and wait to be loaded, in the order in which they are shown. */
  get ready(): Upload[] {
    return this.list.filter(({ state }) => state === 'understood')
  }

  /** Loads them one after the other; what goes wrong with one is shown with it and stops no other. */
  async loadAll() {
    for (const upload of this.ready) {
      this.current = upload
      await upload.load()
    }
  }
}

export const uploads = new Uploads()
