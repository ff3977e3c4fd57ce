import fs from 'node:fs'
import type { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import { IngestError, ingestFile, previewStream } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import type { Person } from '../auth/person'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { ingestOptions, toProgress, toResult } from '../loads/ingest-options'
import { MappingsService } from '../mappings/mappings.service'
import { FileStore } from './file-store'
import type { FilePreview, LoadOptions, StoredFile } from './files.contract'

/** A file on this machine's disk, uploaded or named by a command. */
export interface DiskFile {
  name: string
  path: string
  bytes: number
}

@Injectable()
export class FilesService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly store: FileStore,
    private readonly board: JobBoard,
    private readonly mappings: MappingsService,
  ) {}

  /** Keeps an upload and says how it would be read; a file that nobody understands is kept as well, to be mapped. */
  async receive(name: string, content: Readable): Promise<StoredFile> {
    const file = await this.store.keep(name, content)
    const stored = { id: file.id, name: file.name, bytes: file.bytes }
    const received = { ...stored, received_at: file.receivedAt.toISOString() }
    try {
      return { ...received, preview: await this.previewOf(file, {}), problem: null }
    } catch (error) {
      if (!(error instanceof IngestError)) throw error
      return {
        ...received,
        preview: null,
        problem: { code: error.code, detail: error.message, ...columnsOf(error) },
      }
    }
  }

  preview(id: string, options: LoadOptions): Promise<FilePreview> {
    return this.previewOf(this.store.get(id), options)
  }

  /** How a file would be read, by the mapping that was kept for such files if there is one; reads its beginning only. */
  async previewOf(file: DiskFile, options: LoadOptions): Promise<FilePreview> {
    const first = await this.readBeginning(file, options).catch((error: unknown) => asIngestError(error))
    const saved = await this.savedFor(first, options)
    if (saved) {
      const again = await this.readBeginning(file, { ...options, mapping: saved.mapping }).catch(
        asIngestError,
      )
      if (!(again instanceof IngestError))
        return { ...again, understood: { ...again.understood, saved_mapping: saved } }
    }
    if (first instanceof IngestError) throw first
    return first
  }

  /** A person's own mapping goes before one that was kept. */
  private async savedFor(first: FilePreview | IngestError, options: LoadOptions) {
    if (options.mapping !== undefined || options.use_saved === false) return undefined
    const columns = first instanceof IngestError ? columnsOf(first).columns : first.understood.columns
    return this.mappings.find(columns ?? [])
  }

  private async readBeginning(file: DiskFile, options: LoadOptions): Promise<FilePreview> {
    const input = fs.createReadStream(file.path)
    try {
      const wishes = ingestOptions(options, {
        fileName: file.name,
        person: undefined,
        bytesTotal: file.bytes,
      })
      return await previewStream(this.warehouse, input, wishes)
    } finally {
      input.destroy()
    }
  }

  /** The wishes of a load, with the mapping that was kept for such files where none is given. */
  private async withSaved(file: DiskFile, options: LoadOptions): Promise<LoadOptions> {
    if (options.mapping !== undefined || options.use_saved === false) return options
    if (!(await this.mappings.any())) return options
    const first = await this.readBeginning(file, options).catch(asIngestError)
    const saved = await this.savedFor(first, options)
    return saved ? { ...options, mapping: saved.mapping } : options
  }

  load(id: string, options: LoadOptions, person: Person | undefined): Job {
    const file = this.store.get(id)
    return this.loadFile(file, options, person, () => this.store.remove(id))
  }

  /** Loads a file as a job. */
  loadFile(
    file: DiskFile,
    options: LoadOptions,
    person: Pick<Person, 'name'> | undefined,
    after?: () => Promise<void>,
  ): Job {
    return this.board.start({
      kind: 'load',
      title: file.name,
      bytesTotal: file.bytes,
      run: async (report, signal) => {
        const all = await this.withSaved(file, options)
        const wishes = ingestOptions(all, { fileName: file.name, person, bytesTotal: file.bytes })
        const onProgress = (progress: Parameters<typeof toProgress>[0]) => report(toProgress(progress))
        return toResult(await ingestFile(this.warehouse, file.path, { ...wishes, signal, onProgress }))
      },
      ...(after ? { after } : {}),
    })
  }
}

/** Why a file was not understood; anything else is a fault of ours. */
function asIngestError(error: unknown): IngestError {
  if (error instanceof IngestError) return error
  throw error
}

/** Titles that an error names, for a person to say what they hold. */
function columnsOf(error: IngestError): { columns?: string[] } {
  const { found } = error.details
  return Array.isArray(found) ? { columns: found.map(String) } : {}
}
