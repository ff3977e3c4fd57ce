import { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import {
  EXPERIMENT_ENTITY,
  demoExperiments,
  experimentEvents,
  generateDemo,
  ingestStream,
  listLoads,
  undoLoad,
} from '@relance/pipelines'
import type { DemoOptions, EventRow, IngestOptions, Load, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import type { Person } from '../auth/person'
import { ExperimentsService } from '../experiments'
import { AppError } from '../http/app-error'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { toProgress, toResult } from '../loads/ingest-options'
import type { Metadata } from '../metadata'
import type { demoRequest } from './demo.contract'
import { demoDesign } from './experiment-designs'

const DEMO = { entity_id: 'DEMO', name: 'Maison Exemple SAS', currency: 'EUR', time_zone: 'Europe/Paris' }
const EXPERIMENTS = { ...DEMO, entity_id: EXPERIMENT_ENTITY, name: 'Maison Exemple Abonnements' }
const DAY_MS = 86_400_000
const OURS = [DEMO.entity_id, EXPERIMENT_ENTITY]
/** Measured on the demo of 400 customers: bytes of its events, for the progress bar only. */
const BYTES_PER_CUSTOMER_MONTH = 2900
const BLOCK = 64 * 1024

@Injectable()
export class DemoService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly board: JobBoard,
    private readonly experiments: ExperimentsService,
  ) {}

  /** True when nothing was ever loaded, so that a first start may load the demo company. */
  async nothingLoaded(): Promise<boolean> {
    return (await listLoads(this.warehouse, { limit: 1 })).length === 0
  }

  load(request: z.output<typeof demoRequest>, person: Person | undefined): Job {
    const options = { ...request, today: request.today ?? new Date().toISOString().slice(0, 10) }
    return this.board.start({
      kind: 'demo',
      title: DEMO.name,
      bytesTotal: options.customers * options.months * BYTES_PER_CUSTOMER_MONTH,
      run: async (report, signal) => {
        const known = {
          source: 'ndjson',
          currency: DEMO.currency,
          timeZone: DEMO.time_zone,
          mapping: { complete_through: options.today },
          loadedBy: person?.name ?? 'system',
          signal,
        } satisfies Partial<IngestOptions>
        await this.nameEntity(DEMO)
        const result = await ingestStream(this.warehouse, Readable.from(blocks(generateDemo(options))), {
          ...known,
          fileName: 'demo company',
          entityId: DEMO.entity_id,
          historyFrom: firstDay(options),
          onProgress: (progress) => report(toProgress(progress)),
        })
        if (options.experiments) await this.loadExperiments(options, known, person?.id ?? 'system')
        return toResult(result)
      },
    })
  }

  /** Experiments that ended and one that runs, with what was fixed before each. */
  private async loadExperiments(
    options: DemoOptions & { seed: number },
    known: Partial<IngestOptions>,
    actor: string,
  ): Promise<void> {
    await this.nameEntity(EXPERIMENTS)
    const { today, seed } = options
    const last = Date.parse(today) / DAY_MS
    const events = demoExperiments.map((one) => experimentEvents(one, { seed, today: last }))
    await ingestStream(this.warehouse, Readable.from(blocks(joined(events))), {
      ...known,
      fileName: 'experiments of the demo company',
      entityId: EXPERIMENT_ENTITY,
      // before its first event there was nothing to know
      historyFrom: firstDay(options),
    })
    for (const one of demoExperiments) await this.experiments.record(one.id, demoDesign(one, today), actor)
  }

  /** Takes the demo company back. @throws AppError `demo/not-loaded` */
  async remove(person: Person | undefined): Promise<Job> {
    const loads = await this.demoLoads()
    if (loads.length === 0) throw new AppError('demo/not-loaded', 409, 'The demo company is not loaded.')
    return this.board.start({
      kind: 'undo',
      title: DEMO.name,
      run: async () => {
        for (const { batch_id } of loads) await undoLoad(this.warehouse, batch_id)
        await this.experiments.forget(demoExperiments.map(({ id }) => id))
        const [actor, subject] = [person?.id ?? 'system', `entity:${DEMO.entity_id}`]
        await audit(this.metadata, { actor, action: 'demo.removed', subject })
        return null
      },
    })
  }

  private async demoLoads(): Promise<Load[]> {
    const found: Load[] = []
    let page: Load[]
    let before: string | undefined
    do {
      page = await listLoads(this.warehouse, { limit: 500, ...(before === undefined ? {} : { before }) })
      found.push(...page.filter((load) => OURS.includes(load.entity_id) && load.state === 'accepted'))
      before = page.at(-1)?.batch_id
    } while (page.length === 500)
    return found
  }

  private async nameEntity(entity: typeof DEMO): Promise<void> {
    await this.warehouse.insert({
      name: 'demo-entity',
      table: `${this.warehouse.database}.entities`,
      format: 'JSONEachRow',
      body: [{ ...entity, is_demo: 1, revision: Date.now() }],
    })
  }
}

/** Events as lines, in blocks. */
async function* blocks(events: AsyncIterable<EventRow> | Iterable<EventRow>): AsyncGenerator<Buffer> {
  let block = ''
  for await (const event of events) {
    block += `${JSON.stringify(event)}\n`
    if (block.length < BLOCK) continue
    yield Buffer.from(block)
    block = ''
  }
  yield Buffer.from(block)
}

function* joined(parts: readonly Iterable<EventRow>[]): Generator<EventRow> {
  for (const part of parts) yield* part
}

/** The story begins so many months before its last day. */
function firstDay({ today, months = 18 }: DemoOptions): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  const start = new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastOfMonth) + 1))
  return start.toISOString().slice(0, 10)
}
