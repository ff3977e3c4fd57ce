import type { EndedLoad, TimedStatement } from '@relance/pipelines'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** Bounds in seconds: screens answer in tens of milliseconds, loads and plans take minutes. */
const ANSWERS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
const WORKS = [0.1, 0.5, 1, 5, 15, 60, 300, 1200]

const ROWS = {
  accepted: 'accepted',
  duplicates: 'duplicate',
  ignored: 'ignored',
  rejected: 'rejected',
} as const

/**
 * What this process has done, by the conventions of Prometheus: base units, `_total` for what only grows. Labels hold
 * names out of this program's own lists and nothing of customers, people or questions.
 */
export class Metrics {
  readonly registry = new Registry()
  private readonly registers = [this.registry]
  private readonly requests = new Histogram({
    name: 'relance_http_request_duration_seconds',
    help: 'Time until the last byte of an answer, by template of the route and class of the status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: ANSWERS,
    registers: this.registers,
  })
  private readonly inFlight = new Gauge({
    name: 'relance_http_requests_in_flight',
    help: 'Requests that are being answered',
    registers: this.registers,
  })
  private readonly rowsRead = new Counter({
    name: 'relance_ingest_read_rows_total',
    help: 'Rows read by loads that were accepted: the sum of relance_ingest_rows_total over its results',
    labelNames: ['source'] as const,
    registers: this.registers,
  })
  private readonly rows = new Counter({
    name: 'relance_ingest_rows_total',
    help: 'Rows of loads that were accepted, by what became of them',
    labelNames: ['source', 'result'] as const,
    registers: this.registers,
  })
  private readonly loads = new Histogram({
    name: 'relance_load_duration_seconds',
    help: 'Time of a load from its first byte until its figures show, or until it failed or was cancelled',
    labelNames: ['source', 'state'] as const,
    buckets: WORKS,
    registers: this.registers,
  })
  private readonly jobs = new Histogram({
    name: 'relance_job_duration_seconds',
    help: 'Time of a job from its request until its end, the wait for others included',
    labelNames: ['kind', 'state'] as const,
    buckets: WORKS,
    registers: this.registers,
  })
  private readonly sends = new Counter({
    name: 'relance_sends_total',
    help: 'Attempts to send by what followed: sent, queued (tried again), dead, held for a person, cancelled (no longer due)',
    labelNames: ['channel', 'outcome'] as const,
    registers: this.registers,
  })
  private readonly plans = new Histogram({
    name: 'relance_plan_duration_seconds',
    help: 'Time of one turn of the planner in which this backend planned',
    buckets: WORKS,
    registers: this.registers,
  })
  private readonly planned = new Counter({
    name: 'relance_planned_customers_total',
    help: 'Customers whose day was planned',
    registers: this.registers,
  })
  private readonly contacts = new Counter({
    name: 'relance_planned_messages_total',
    help: 'Messages that plans have put into the outbox',
    registers: this.registers,
  })
  private readonly statements = new Histogram({
    name: 'relance_warehouse_statement_duration_seconds',
    help: 'Time of a statement of the product in ClickHouse, by kind and outcome (ok, or the code of the error)',
    labelNames: ['operation', 'outcome'] as const,
    buckets: ANSWERS,
    registers: this.registers,
  })
  private readonly restarts = new Counter({
    name: 'relance_engine_restarts_total',
    help: 'Restarts of the embedded ClickHouse, after crashes and for new users of analysts',
    registers: this.registers,
  })

  constructor(version: string) {
    collectDefaultMetrics({ register: this.registry })
    new Gauge({
      name: 'relance_build_info',
      help: 'Always 1; the version is the label',
      labelNames: ['version'] as const,
      registers: this.registers,
    }).set({ version }, 1)
  }

  /** @returns to be called at the end with the route's template and the status, 0 when the asker went away */
  requestBegan(method: string): (route: string, status: number) => void {
    const began = performance.now()
    this.inFlight.inc()
    return (route, status) => {
      this.inFlight.dec()
      const labels = { method, route, status: status === 0 ? 'left' : `${Math.floor(status / 100)}xx` }
      this.requests.observe(labels, (performance.now() - began) / 1000)
    }
  }

  loadEnded(load: EndedLoad): void {
    const { source, state, seconds } = load
    this.loads.observe({ source, state }, seconds)
    if (state !== 'accepted') return
    this.rowsRead.inc({ source }, load.read)
    for (const [count, result] of Object.entries(ROWS))
      this.rows.inc({ source, result }, load[count as keyof typeof ROWS])
  }

  jobEnded(job: { kind: string; state: string; created_at: string }): void {
    const { kind, state } = job
    this.jobs.observe({ kind, state }, (Date.now() - Date.parse(job.created_at)) / 1000)
  }

  sendEnded(channel: string, outcome: string): void {
    this.sends.inc({ channel, outcome })
  }

  planEnded(seconds: number, tally: { customers: number; contacts: number }): void {
    this.plans.observe(seconds)
    this.planned.inc(tally.customers)
    this.contacts.inc(tally.contacts)
  }

  statementEnded({ operation, outcome, seconds }: TimedStatement): void {
    this.statements.observe({ operation, outcome }, seconds)
  }

  engineRestarted(): void {
    this.restarts.inc()
  }
}
