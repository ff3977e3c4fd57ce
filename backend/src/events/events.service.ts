import { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import { ingestStream } from '@relance/pipelines'
import type { LineResult, Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import { FileStore } from '../files/file-store'
import { FilesService } from '../files/files.service'
import { AppError, notFound } from '../http/app-error'
import type { Receipt } from '../inbox/receipts'
import { InboxService } from '../inbox/inbox.service'
import { JobBoard } from '../jobs/job-board'
import { toProgress, toResult } from '../loads/ingest-options'
import type { EventLines } from './event-lines'
import { linesOfEvents, linesOfText } from './event-lines'
import type { EventsAnswer } from './events.contract'

/** Who sends, and how long he waits for the result. */
export interface Sender {
  name: string
  by: string
  entity: string
  /** milliseconds; 0: answered as soon as it is kept */
  wait: number
}

/** A body up to this size is kept and loaded with others; a longer one is a load of its own. */
const SMALL_BYTES = 1024 * 1024
const TOLD_ROWS = 1000

@Injectable()
export class EventsService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly inbox: InboxService,
    private readonly board: JobBoard,
    private readonly store: FileStore,
    private readonly files: FilesService,
  ) {}

  /** Takes events that came as JSON. */
  takeEvents(events: object[], sender: Sender): Promise<EventsAnswer> {
    const lines = linesOfEvents(events)
    return lines.body.length <= SMALL_BYTES
      ? this.keep(lines, sender)
      : this.load(Readable.from([lines.body]), sender)
  }

  /** Takes lines of any number; the sender is held back while they are not yet taken in. */
  async takeStream(input: Readable, sender: Sender): Promise<EventsAnswer> {
    const head: Buffer[] = []
    let size = 0
    const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>
    for (;;) {
      const { value, done } = await chunks.next()
      if (done) break
      head.push(Buffer.from(value))
      size += Buffer.byteLength(value)
      if (size > SMALL_BYTES) return this.load(joined(head, chunks), sender)
    }
    const bytes = Buffer.concat(head)
    const lines = linesOfText(bytes)
    if (lines?.rows === 0) throw new AppError('http/invalid', 400, 'The body has no event.')
    return lines ? this.keep(lines, sender) : this.load(Readable.from([bytes]), sender)
  }

  /** @throws AppError `events/no-receipt` */
  receipt(id: string): EventsAnswer {
    const receipt = this.inbox.receipt(id)
    if (!receipt) throw notFound('events/no-receipt', 'There is no such receipt; they end with the server.')
    return toAnswer(receipt)
  }

  private async keep(lines: EventLines, sender: Sender): Promise<EventsAnswer> {
    const { name, by, entity, wait } = sender
    const { body, rows, named } = lines
    const id = await this.inbox.take(
      { source: 'ndjson', name, by, entity, alone: !named, rows, body },
      wait > 0,
    )
    return toAnswer(await this.inbox.loaded(id, wait))
  }

  private async load(input: Readable, sender: Sender): Promise<EventsAnswer> {
    const { name, by, entity, wait } = sender
    const options = { source: 'ndjson', ...(entity === '' ? {} : { entity_id: entity }) }
    if (wait === 0) {
      const file = await this.store.keep(name, input)
      const { id } = this.files.loadFile(file, options, { name: by }, () => this.store.remove(file.id))
      return { ...NOTHING, state: 'running', job: id }
    }
    const { id } = this.board.start({
      kind: 'load',
      title: name,
      run: async (report, signal) => {
        const wishes = {
          source: 'ndjson',
          fileName: name,
          loadedBy: by,
          ...(entity === '' ? {} : { entityId: entity }),
        }
        const onProgress = (progress: Parameters<typeof toProgress>[0]) => report(toProgress(progress))
        return toResult(await ingestStream(this.warehouse, input, { ...wishes, signal, onProgress }))
      },
      after: () => void input.destroy(),
    })
    const { result, problem } = await this.board.ended(id)
    if (problem) throw new AppError(problem.code, problem.status, problem.detail, problem.details)
    if (!result) throw new AppError('jobs/cancelled', 499, 'The load was cancelled; nothing of it was kept.')
    const { batch_id, read, accepted, duplicates, ignored, rejected, waiting } = result
    const counts = { read, accepted, duplicates, ignored, rejected, waiting }
    return { ...NOTHING, ...counts, state: 'loaded', job: id, batch_id }
  }
}

const NOTHING = {
  receipt: null,
  job: null,
  batch_id: null,
  read: 0,
  accepted: 0,
  duplicates: 0,
  ignored: 0,
  rejected: 0,
  waiting: 0,
  rows: [],
}

function toAnswer(receipt: Receipt): EventsAnswer {
  const { id, state, batch_id, read, rows } = receipt
  const count = (...states: LineResult['state'][]) => rows.filter((row) => states.includes(row.state)).length
  const told = read <= TOLD_ROWS ? rows : rows.filter((row) => row.state !== 'accepted')
  return {
    state,
    receipt: id,
    job: null,
    batch_id,
    read,
    accepted: count('accepted', 'waiting'),
    duplicates: count('duplicate'),
    ignored: count('ignored'),
    rejected: count('rejected'),
    waiting: count('waiting'),
    rows: told.slice(0, TOLD_ROWS),
  }
}

/** The stream again, from its first byte. */
function joined(head: Buffer[], rest: AsyncIterator<Buffer | string>): Readable {
  const source = Readable.from(
    (async function* () {
      yield* head
      for (;;) {
        const { value, done } = await rest.next()
        if (done) return
        yield Buffer.from(value)
      }
    })(),
    { objectMode: false },
  )
  return source
}
