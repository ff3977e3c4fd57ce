import type {
  ResultChart,
  ResultColumn,
  RunEnd,
  RunProgress,
  SavedQueryAnswer,
} from '@relance/backend/contract'
import type { QueryContent } from '../../api/workbench'
import { cancelRun } from '../../api/workbench'
import { ApiError } from '../../api/problem'
import { runStatement } from '../../api/run-statement'
import { filters } from '../../filters.svelte'
import { firstValue, isMissing, paramsOf } from './params'

const MOST_ROWS = 100_000

/** A result as it stands; rows come in while the state is `running`. */
export interface Result {
  columns: ResultColumn[]
  rows: unknown[][]
}

/** The statement on the desk, the run of it, and what that brought. Kept while other pages are shown. */
class Bench {
  sql = $state('')
  values = $state<Record<string, string>>({})
  chart = $state.raw<ResultChart | null>(null)
  /** the saved query that is open */
  saved = $state.raw<SavedQueryAnswer>()

  state = $state<'none' | 'running' | 'done' | 'failed' | 'cancelled'>('none')
  progress = $state.raw<RunProgress>()
  result = $state.raw<Result>({ columns: [], rows: [] })
  end = $state.raw<RunEnd>()
  problem = $state.raw<ApiError>()
  /** the statement that ran, and where it began in the text */
  ran = $state.raw<{ sql: string; at: number; isPlan: boolean }>({ sql: '', at: 0, isPlan: false })

  params = $derived(paramsOf(this.sql))
  missing = $derived(this.params.filter((param) => isMissing(param, this.valueOf(param.name))))
  content = $derived<QueryContent>({
    sql: this.sql,
    params: Object.fromEntries(this.params.map(({ name }) => [name, this.valueOf(name)])),
    chart: this.chart,
  })
  isChanged = $derived.by(() => {
    const last = this.saved?.versions[0]
    if (!last) return this.sql.trim() !== ''
    return last.sql !== this.sql || JSON.stringify(last.chart) !== JSON.stringify(this.chart)
  })
  #run: { id: string; abort: AbortController } | undefined

  valueOf(name: string): string {
    const typed = this.values[name]
    if (typed !== undefined) return typed
    const param = this.params.find((one) => one.name === name)
    return param ? firstValue(param, filters.from, filters.asOf) : ''
  }

  /** Puts another statement on the desk. */
  open(content: QueryContent, saved?: SavedQueryAnswer) {
    this.sql = content.sql
    this.values = { ...content.params }
    this.chart = content.chart
    this.saved = saved
  }

  /** @param part a part of the text and where it begins; the whole without it */
  async run(part?: { sql: string; at: number }, isPlan = false): Promise<void> {
    await this.cancel()
    const sql = part?.sql ?? this.sql
    if (sql.trim() === '') return
    const id = crypto.randomUUID()
    const run = { id, abort: new AbortController() }
    this.#run = run
    const offset = isPlan ? -'EXPLAIN '.length : 0
    this.ran = { sql, at: (part?.at ?? 0) + offset, isPlan }
    Object.assign(this, { state: 'running', progress: undefined, end: undefined, problem: undefined })
    const wanted = new Set(paramsOf(sql).map(({ name }) => name))
    const params = Object.fromEntries(
      Object.entries(this.content.params).filter(([name]) => wanted.has(name)),
    )
    const question = { id, sql: isPlan ? `EXPLAIN ${sql}` : sql, params, max_rows: MOST_ROWS }
    const brought: Result = { columns: [], rows: [] }
    try {
      for await (const got of runStatement(question, run.abort.signal)) {
        if (this.#run !== run) return
        if ('progress' in got) this.progress = got.progress
        else if ('columns' in got) brought.columns = got.columns
        else if ('rows' in got) for (const row of got.rows) brought.rows.push(row)
        else this.end = got.end
      }
      this.state = 'done'
    } catch (cause) {
      if (this.#run !== run) return
      const code = cause instanceof ApiError ? cause.code : ''
      const stopped = code === 'sql/cancelled' || run.abort.signal.aborted
      this.state = stopped ? 'cancelled' : 'failed'
      if (!stopped)
        this.problem =
          cause instanceof ApiError
            ? cause
            : new ApiError({ code: 'unexpected', status: 0, detail: String(cause) })
    }
    this.result = brought
    this.#run = undefined
  }

  /** Ends the run, in the engine as well. */
  async cancel(): Promise<void> {
    const run = this.#run
    if (!run) return
    // one that has not begun yet, or is over, is no longer there to be ended: closing its answer ends it too
    await cancelRun(run.id).catch(() => run.abort.abort())
  }
}

export const bench = new Bench()
