import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { dataState, monthlyFigures, presentedFigures, presentedFrom } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { WAREHOUSE } from '../../app/tokens'
import { ExchangeRatesService } from '../../currencies/exchange-rates.service'
import { AppError } from '../../http/app-error'
import { SegmentsService } from '../../segments'
import { tokens } from '../gate/tokens'
import { FIGURES_SECONDS } from '../limits'
import { CreditorMarks } from './creditor-marks'

/** The views that are made when they are asked for, and the tables behind them. */
const tables = { kpis: 'relance.kpi_figures', kpis_presented: 'relance.kpi_presented_figures' } as const
type View = keyof typeof tables
/** Stands for all creditors together. */
const ALL = ''

/** The views of KPIs that a statement reads. */
const figuresIn = (sql: string): View[] => {
  const words = new Set(
    tokens(sql)
      .filter(({ kind }) => kind !== 'literal')
      .map(({ text }) => text.toLowerCase()),
  )
  return (Object.keys(tables) as View[]).filter((view) => words.has(view))
}

/**
 * Keeps the views of KPIs at what the dashboards show: before somebody reads one, figures are computed again of the
 * creditors whose data have changed since, or of all on another day. A statement under way keeps reading those of before.
 */
@Injectable()
export class FiguresService {
  /** by creditor, what his figures were made of */
  private readonly made: Partial<Record<View, Map<string, string>>> = {}
  private readonly marks: CreditorMarks
  private readonly making = new Map<View, Promise<void>>()

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly segments: SegmentsService,
    private readonly rates: ExchangeRatesService,
  ) {
    this.marks = new CreditorMarks(warehouse)
  }

  /**
   * Before a statement is run: what it reads of KPIs is made. What takes longer goes on, and is there for who asks
   * again.
   * @throws WarehouseError; AppError `sql/figures-not-yet`; what the signal says when it is aborted
   */
  async refreshFor(sql: string, signal?: AbortSignal, seconds = FIGURES_SECONDS): Promise<void> {
    for (const view of figuresIn(sql)) {
      const making = this.making.get(view) ?? this.make(view).finally(() => this.making.delete(view))
      this.making.set(view, making)
      await inTime(making, seconds, signal)
    }
  }

  private async make(view: View): Promise<void> {
    const today = new Date().toISOString().slice(0, 10)
    const marks = await this.marks.now()
    const { told, write } = view === 'kpis' ? await this.ofCreditors(today) : await this.inOneCurrency(today)
    const { entities } = await dataState(this.warehouse, undefined)
    const wanted = new Map(
      entities.map(({ entity_id }) => [entity_id, `${today} ${marks.get(entity_id) ?? ''} ${told}`]),
    )
    if (view === 'kpis_presented') wanted.set(ALL, JSON.stringify([...wanted]))
    const made = this.made[view] ?? (await this.madeBefore(view))
    this.made[view] = made
    const close = (entityId: string, generation: number) =>
      // the row by which the generation begins to count
      this.insert(view, [{ entity_id: entityId, generation, kpi: '', as_of: today }])
    for (const [entityId, mark] of wanted) {
      if (made.get(entityId) === mark) continue
      const generation = Date.now()
      for await (const rows of write(entityId))
        if (rows.length > 0)
          await this.insert(
            view,
            rows.map((row) => ({ ...row, generation })),
          )
      await close(entityId, generation)
      made.set(entityId, mark)
    }
    for (const gone of [...made.keys()].filter((entityId) => !wanted.has(entityId))) {
      await close(gone, Date.now())
      made.delete(gone)
    }
  }

  /** Whose figures an earlier run of the program has left. */
  private async madeBefore(view: View): Promise<Map<string, string>> {
    const rows = await this.warehouse.query({
      name: 'kpi-figures-made',
      sql: `SELECT DISTINCT entity_id FROM ${tables[view]}`,
      row: z.object({ entity_id: z.string() }),
    })
    return new Map(rows.map(({ entity_id }) => [entity_id, '']))
  }

  /** What the figures follow from besides the warehouse, and what makes those of a creditor. */
  private async ofCreditors(today: string) {
    const cut = await this.segments.cut()
    const write = (entityId: string) => monthlyFigures(this.warehouse, entityId, today, cut)
    return { told: fingerprint(cut), write }
  }

  private async inOneCurrency(today: string) {
    const to = await this.rates.presentation()
    const conversion = await this.rates.conversion(to, { from: presentedFrom(today), asOf: today })
    const { warehouse } = this
    async function* write(entityId: string) {
      yield await presentedFigures(warehouse, entityId === ALL ? undefined : entityId, today, conversion)
    }
    return { told: `${to} ${await this.rates.state()}`, write }
  }

  private insert(view: View, body: object[]) {
    return this.warehouse.insert({
      name: 'kpi-figures',
      table: tables[view],
      format: 'JSONEachRow',
      body: body as Record<string, unknown>[],
    })
  }
}

/** Waits, but neither longer than that nor for somebody who has gone. */
async function inTime(making: Promise<void>, seconds: number, signal?: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(seconds * 1000)
  const end = signal ? AbortSignal.any([signal, late]) : late
  const ended = new Promise<never>((_, reject) => {
    const tell = () => reject(late.aborted ? notYet() : (end.reason as Error))
    if (end.aborted) tell()
    else end.addEventListener('abort', tell, { once: true })
  })
  // whoever still waits is told of what fails later
  making.catch(() => undefined)
  await Promise.race([making, ended])
}

const notYet = () =>
  new AppError(
    'sql/figures-not-yet',
    503,
    'The KPIs are being computed anew, because the data have changed; ask again in a moment.',
    undefined,
    5,
  )

const fingerprint = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex')
