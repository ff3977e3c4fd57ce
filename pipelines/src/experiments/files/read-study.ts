import type { CsvRows } from './csv-rows'
import { csvRows, dayOf, numberOf, requireColumn } from './csv-rows'
import type { StudyEvent } from './event-rows'
import { eventRows } from './event-rows'
import type { StudyDesignFile } from './study-design'
import { readStudyDesign } from './study-design'
import { StudyError } from './study-error'
import { valuesOf } from './study-values'

/** The three files by name and text. */
export interface StudyFiles {
  exposures: { name: string; text: string }
  events: { name: string; text: string } | null
  design: { name: string; text: string }
  /** data cut, YYYY-MM-DD; stronger than the design's */
  asOf: string | null
}

/** One exposed customer as read: ages count from the exposure, amounts in currency. */
export interface ReadCustomer {
  arm: string
  cluster: string
  stratum: string
  segments: string[]
  amount: number
  followUp: number
  payments: { age: number; amount: number }[]
  values: Record<string, number | null>
  covariates: number[]
}

/** What was read of a study, and what the reader should know of how it was read. */
export interface ReadStudy {
  design: StudyDesignFile
  arms: string[]
  customers: ReadCustomer[]
  /** last complete day, null where every customer is followed to the horizon */
  cut: string | null
  horizon: number
  warnings: { code: string; detail: Record<string, number | string> }[]
}

interface Columns {
  id: string
  variant: string
  at: string | null
  amount: string | null
  cluster: string | null
  strata: string[]
}

const DAY_MS = 86_400_000
const dayText = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)
const DEFAULT_HORIZON = 30
const FOLLOWED = ['euro_share', 'restricted_mean', 'any_payment', 'paid_in_full']

/**
 * Reads an experiment that was run elsewhere.
 * @throws StudyError that says what is wrong, in which file and line, and how to mend it
 */
export function readStudy(files: StudyFiles): ReadStudy {
  const design = readStudyDesign(files.design.text, files.design.name)
  const table = csvRows(files.exposures.text, files.exposures.name)
  const events = files.events === null ? [] : eventRows(files.events.text, files.events.name)
  const columns = columnsOf(design, table, files.events !== null)
  const warnings = new Map<string, number>()
  const warn = (code: string, by = 1) => warnings.set(code, (warnings.get(code) ?? 0) + by)
  const { arms, rows } = armsOf(design, table, columns, warn)
  const cut = files.asOf ?? design.as_of ?? assumedCut(design, events)
  if (files.asOf === null && design.as_of === undefined && cut !== null) warn('cut-is-last-event')
  const horizon = horizonOf(design)
  const byCustomer = eventsByCustomer(events)
  const strangers = new Set(byCustomer.keys())
  const customers = rows.flatMap(({ line, cells }) => {
    const id = cells[columns.id] ?? ''
    strangers.delete(id)
    const exposedOn =
      columns.at === null ? null : dayOf(cells[columns.at] ?? '', table.file, line, columns.at)
    const own = byCustomer.get(id) ?? []
    const followUp =
      cut === null || exposedOn === null ? horizon : Math.floor(Date.parse(cut) / DAY_MS) - exposedOn
    const before = own.some(({ day, type }) => isPayment(type) && exposedOn !== null && day < exposedOn)
    if (before) warn(`payment-before-exposure-${design.before}`)
    if (before && design.before === 'exclude_customer') return []
    const amount =
      columns.amount === null ? null : numberOf(cells[columns.amount] ?? '', table.file, line, columns.amount)
    const owed = columns.amount === null ? 1 : Math.max(0, amount ?? 0)
    if (columns.amount !== null && amount === null) warn('amount-missing')
    const payments = paymentsOf(own, {
      exposedOn: exposedOn ?? 0,
      owed,
      known: columns.amount !== null,
      count: design.before === 'count',
      warn,
    })
    return [
      {
        arm: cells[columns.variant] ?? '',
        cluster: columns.cluster === null ? id : cells[columns.cluster] || id,
        stratum: columns.strata.map((column) => cells[column] ?? '').join(' | '),
        segments: design.segments.map((column) => cells[column] ?? ''),
        amount: owed,
        followUp,
        payments,
        values: valuesOf(design, {
          table,
          line,
          cells,
          events: own,
          exposedOn: exposedOn ?? 0,
          followUp,
          horizon,
          payments,
          warn,
        }),
        covariates: covariatesOf(design, table, line, cells),
      },
    ]
  })
  if (strangers.size > 0) warn('events-of-unknown-customers', strangers.size)
  const early = customers.filter(({ followUp }) => followUp < 0).length
  if (early > 0) warn('exposed-after-the-cut', early)
  return {
    design,
    arms,
    customers,
    cut,
    horizon,
    warnings: [...warnings].map(([code, count]) => ({ code, detail: { count } })),
  }
}

function eventsByCustomer(events: readonly StudyEvent[]): Map<string, StudyEvent[]> {
  const groups = new Map<string, StudyEvent[]>()
  for (const event of events) {
    const own = groups.get(event.customerId)
    if (own === undefined) groups.set(event.customerId, [event])
    else own.push(event)
  }
  return groups
}

/** Refunds and returns bring money back; everything else of that name is money in. */
const isPayment = (type: string) => type.startsWith('payment') || type === 'paid'

function horizonOf(design: StudyDesignFile): number {
  const longest = Math.max(0, ...design.metrics.map(({ horizon }) => horizon ?? 0))
  return design.horizon_days ?? (longest > 0 ? longest : DEFAULT_HORIZON)
}

/** Where nobody says up to which day the events are complete, and no horizon is followed in full: the last event. */
function assumedCut(design: StudyDesignFile, events: readonly StudyEvent[]): string | null {
  if (design.horizon_days !== undefined || events.length === 0) return null
  return dayText(events.reduce((last, { day }) => Math.max(last, day), -Infinity))
}

function columnsOf(design: StudyDesignFile, table: CsvRows, withEvents: boolean): Columns {
  const named = design.columns
  const optional = (column: string | undefined, usual: string, why: string): string | null => {
    if (column !== undefined) return requireColumn(table, column, why)
    return table.columns.includes(usual) ? usual : null
  }
  const unit = design.unit !== undefined && table.columns.includes(design.unit) ? design.unit : undefined
  const at = optional(named.exposed_at, 'exposed_at', 'when the customer entered')
  if (at === null && withEvents) requireColumn(table, 'exposed_at', 'ages of events count from it')
  const amount = optional(named.amount, 'amount', 'what was owed at the exposure')
  const needsAmount = design.metrics.find(({ kind }) => kind === 'euro_share')
  if (amount === null && needsAmount !== undefined) {
    requireColumn(table, 'amount', `the metric ${needsAmount.id} is a share of what was owed`)
  }
  const followed = design.metrics.find(({ kind }) => FOLLOWED.includes(kind))
  if (followed !== undefined && !withEvents) {
    throw new StudyError(
      'study/bad-design',
      `The metric ${followed.id} follows payments by age: give the payments with --events FILE (customer_id, date, amount).`,
    )
  }
  for (const column of [...design.segments, ...design.covariates]) {
    requireColumn(table, column, 'named in segments or covariates')
  }
  return {
    id: requireColumn(table, named.customer_id ?? unit ?? 'customer_id', 'who was exposed'),
    variant: requireColumn(table, named.variant ?? 'variant', 'which arm the customer was in'),
    at,
    amount,
    cluster: typeof design.cluster === 'string' ? requireColumn(table, design.cluster, 'the cluster') : null,
    strata: (design.strata ?? []).map((column) => requireColumn(table, column, 'the stratum')),
  }
}

/** The arms that are compared and their rows; each customer once. */
function armsOf(
  design: StudyDesignFile,
  table: CsvRows,
  columns: Columns,
  warn: (code: string, by?: number) => void,
) {
  const found = [...new Set(table.rows.map(({ cells }) => cells[columns.variant] ?? ''))].sort()
  const arms = design.arms ?? [design.control, ...found.filter((arm) => arm !== design.control)]
  const missing = [design.control, ...arms].find((arm) => !found.includes(arm))
  if (missing !== undefined) {
    throw new StudyError(
      'study/bad-design',
      `No row of ${table.file} has the ${columns.variant} ${missing}; it has: ${found.join(', ')}.`,
    )
  }
  const seen = new Map<string, number>()
  const rows = table.rows.filter(({ line, cells }) => {
    const id = cells[columns.id] ?? ''
    const before = seen.get(id)
    if (id === '')
      throw new StudyError(
        'study/bad-row',
        `${table.file}, line ${line}: ${columns.id} is empty; every customer needs one.`,
      )
    if (before !== undefined) {
      throw new StudyError(
        'study/bad-row',
        `${table.file}, line ${line}: the customer ${id} stands in line ${before} already; keep the first exposure of each.`,
      )
    }
    seen.set(id, line)
    const compared = arms.includes(cells[columns.variant] ?? '')
    if (!compared) warn('rows-of-other-arms')
    return compared
  })
  return { arms: [design.control, ...arms.filter((arm) => arm !== design.control)], rows }
}

function covariatesOf(
  design: StudyDesignFile,
  table: CsvRows,
  line: number,
  cells: Record<string, string>,
): number[] {
  return design.covariates.map((column) => {
    const value = numberOf(cells[column] ?? '', table.file, line, column)
    if (value !== null) return value
    throw new StudyError(
      'study/bad-row',
      `${table.file}, line ${line}: the covariate ${column} is empty; fill it or leave the covariate out.`,
    )
  })
}

interface PaymentRules {
  exposedOn: number
  owed: number
  /** whether amounts are known; else each payment is the whole */
  known: boolean
  /** whether payments before the exposure count, at age 0 */
  count: boolean
  warn: (code: string) => void
}

/** Payments by age, never more than what was owed; money that goes back opens what it had paid. */
function paymentsOf(events: readonly StudyEvent[], rules: PaymentRules): ReadCustomer['payments'] {
  const { exposedOn, owed, known, count, warn } = rules
  let open = owed
  return events
    .filter(({ type, day }) => isPayment(type) && (count || day >= exposedOn))
    .map(({ type, day, amount }) => {
      const back = type === 'payment.rejected' || type === 'payment.refunded'
      const size = known ? (amount ?? owed) : owed
      return { age: Math.max(0, day - exposedOn), amount: back ? -Math.abs(size) : size }
    })
    .sort((a, b) => a.age - b.age)
    .flatMap(({ age, amount }) => {
      const moved = amount >= 0 ? Math.min(open, amount) : -Math.min(owed - open, -amount)
      if (known && amount > moved + 0.005) warn('paid-more-than-owed')
      open -= moved
      return Math.abs(moved) < 1e-9 ? [] : [{ age, amount: moved }]
    })
}
