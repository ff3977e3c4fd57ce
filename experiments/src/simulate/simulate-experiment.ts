import type { CustomerPayments } from '../recovery'
import { type ArmModel, type ExperimentModel, requireModel } from './experiment-model'
import { type OutcomeTable, ageOf, armTables } from './outcome-tables'
import { type Random, seededRandom } from './random'

/** One arm's simulated customers, column by column. */
export interface SimulatedArm {
  readonly name: string
  /** Day of the trigger, 0 … entryDays − 1. */
  readonly entryDay: Int32Array
  readonly segment: Int32Array
  readonly behaviour: Int32Array
  readonly cluster: Int32Array
  /** 1 where the customer was treated like the first arm. */
  readonly contaminated: Uint8Array
  /** Age of the complaint, −1 for none. */
  readonly complaintAge: Int32Array
  /** Pre-trigger covariate related to the customer's payment speed. */
  readonly history: Float64Array
  /** B, euros. */
  readonly exposed: Float64Array
  /** Positions of each customer's invoices in the invoice columns, in order of the age at which they go. */
  readonly offsets: Int32Array
  readonly amount: Float64Array
  /** Age at which the invoice was paid or cancelled; the number of simulated ages when neither. */
  readonly goneAge: Int32Array
  /** 1 where it was cancelled or credited, 0 where it was paid (or stays open). */
  readonly cancelled: Uint8Array
}

export interface SimulatedExperiment {
  readonly model: ExperimentModel
  readonly seed: number
  readonly arms: readonly SimulatedArm[]
}

/**
 * Question: what would an experiment look like whose truth is known?
 * Model: a customer draws segment, behaviour and a speed U; each invoice uses the payer's speed, the customer's
 * speed or its own (probabilities √clusterCorrelation, √correlation), and goes at the age where the cumulative share
 * of its arm, segment and behaviour passes that number. Any two invoices of a customer then have exactly the stated
 * correlation of "gone by d" within a behaviour, and the truth of trueRecovery is exact.
 * Units: days, euros. Throws RangeError for a model that cannot be simulated.
 */
export function simulateExperiment(model: ExperimentModel, seed: number): SimulatedExperiment {
  requireModel(model)
  const random = seededRandom(seed)
  const first = model.arms[0]
  if (first === undefined) throw new RangeError('a model needs arms')
  const firstTables = armTables(model, first)
  let cluster = 0
  const arms = model.arms.map((arm, index) => {
    const tables = index === 0 ? firstTables : armTables(model, arm)
    const simulated = simulateArm(
      model,
      arm,
      { own: tables, first: firstTables, firstCluster: cluster },
      random,
    )
    cluster += arm.customers
    return simulated
  })
  return { model, seed, arms }
}

interface ArmTables {
  readonly own: OutcomeTable[][]
  readonly first: OutcomeTable[][]
  readonly firstCluster: number
}

function simulateArm(model: ExperimentModel, arm: ArmModel, tables: ArmTables, random: Random): SimulatedArm {
  const columns = emptyColumns(arm)
  const spill = tables.own === tables.first ? 0 : (model.contamination ?? 0)
  const clusterEnds = 1 / (model.customersPerCluster ?? 1)
  const strength = model.historyStrength ?? 0
  const invoices: InvoiceColumns = { amount: [], goneAge: [], cancelled: [] }
  let clusterSpeed = 0
  let cluster = tables.firstCluster - 1
  for (let i = 0; i < arm.customers; i++) {
    if (i === 0 || clusterEnds === 1 || random.uniform() < clusterEnds) {
      cluster++
      clusterSpeed = random.uniform()
    }
    const s = pick(model.segments, random)
    const segment = model.segments[s]
    if (segment === undefined) continue
    const b = pick(segment.behaviours, random)
    const contaminated = spill > 0 && random.uniform() < spill
    const table = (contaminated ? tables.first : tables.own)[s]?.[b]
    if (table === undefined) continue
    const speed = random.uniform()
    columns.cluster[i] = cluster
    columns.segment[i] = s
    columns.behaviour[i] = b
    columns.contaminated[i] = Number(contaminated)
    columns.entryDay[i] = entryDay(model, i, arm.customers, random)
    columns.history[i] =
      strength * (0.5 - speed) * Math.sqrt(12) + Math.sqrt(1 - strength ** 2) * random.normal()
    columns.complaintAge[i] = random.uniform() < (arm.complaintRate ?? 0) ? random.below(15) : -1
    const count =
      segment.invoicesVary === true ? 1 + poisson(segment.invoices - 1, random) : Math.round(segment.invoices)
    let exposed = 0
    for (let k = 0; k < count; k++) {
      const amount = segment.amountMedian * Math.exp(segment.amountSigma * random.normal())
      const shared = sharedSpeed(model, clusterSpeed, speed, random)
      const age = ageOf(table, shared)
      const paidPart = table.paidPart[age] ?? 1
      const cancelled = paidPart < 1 && random.uniform() >= paidPart
      exposed += amount
      insertInvoice(invoices, columns.offsets[i] ?? 0, amount, age, Number(cancelled))
    }
    columns.exposed[i] = exposed
    columns.offsets[i + 1] = invoices.amount.length
  }
  return {
    ...columns,
    name: arm.name,
    amount: Float64Array.from(invoices.amount),
    goneAge: Int32Array.from(invoices.goneAge),
    cancelled: Uint8Array.from(invoices.cancelled),
  }
}

interface InvoiceColumns {
  readonly amount: number[]
  readonly goneAge: number[]
  readonly cancelled: number[]
}

/** Keeps the invoices of one customer in order of age. */
function insertInvoice(
  columns: InvoiceColumns,
  from: number,
  amount: number,
  age: number,
  cancelled: number,
): void {
  let at = columns.amount.length
  while (at > from && (columns.goneAge[at - 1] ?? 0) > age) {
    columns.amount[at] = columns.amount[at - 1] ?? 0
    columns.goneAge[at] = columns.goneAge[at - 1] ?? 0
    columns.cancelled[at] = columns.cancelled[at - 1] ?? 0
    at--
  }
  columns.amount[at] = amount
  columns.goneAge[at] = age
  columns.cancelled[at] = cancelled
}

function emptyColumns(arm: ArmModel): Omit<SimulatedArm, 'name' | 'amount' | 'goneAge' | 'cancelled'> {
  const n = arm.customers
  return {
    entryDay: new Int32Array(n),
    segment: new Int32Array(n),
    behaviour: new Int32Array(n),
    cluster: new Int32Array(n),
    contaminated: new Uint8Array(n),
    complaintAge: new Int32Array(n),
    history: new Float64Array(n),
    exposed: new Float64Array(n),
    offsets: new Int32Array(n + 1),
  }
}

function sharedSpeed(model: ExperimentModel, payer: number, customer: number, random: Random): number {
  const clusterPull = model.clusterCorrelation ?? 0
  if (clusterPull > 0 && random.uniform() < Math.sqrt(clusterPull)) return payer
  return random.uniform() < Math.sqrt(model.correlation) ? customer : random.uniform()
}

/** even: customer i of n enters on day ⌊days·i/n⌋; nothing else about him depends on i. */
function entryDay(model: ExperimentModel, i: number, n: number, random: Random): number {
  if (model.entry === 'even') return Math.floor((model.entryDays * i) / n)
  return random.below(model.entryDays)
}

function pick(parts: readonly { readonly share: number }[], random: Random): number {
  if (parts.length === 1) return 0
  let left = random.uniform()
  for (let k = 0; k < parts.length - 1; k++) {
    left -= parts[k]?.share ?? 0
    if (left < 0) return k
  }
  return parts.length - 1
}

/** Poisson count by multiplication of uniforms (Knuth 1969 §3.4.1): means here are small. */
function poisson(mean: number, random: Random): number {
  const floor = Math.exp(-mean)
  let product = random.uniform()
  let count = 0
  while (product > floor) {
    product *= random.uniform()
    count++
  }
  return count
}

/**
 * Question: what is known of this arm after `day` complete days?
 * Returns the columns of the estimator with followUp = day − entryDay (below 0: not yet entered), the payer as
 * cluster and the covariates history and log_exposed. Cheap: only followUp is made anew when `base` is passed.
 */
export function armAtDay(
  arm: SimulatedArm,
  day: number,
  base: CustomerPayments = armColumns(arm),
): CustomerPayments {
  const followUp = new Int32Array(arm.entryDay.length)
  for (let i = 0; i < followUp.length; i++) followUp[i] = day - (arm.entryDay[i] ?? 0)
  return { ...base, followUp }
}

/** The columns of armAtDay that do not depend on the day. */
export function armColumns(arm: SimulatedArm): CustomerPayments {
  const anyCancelled = arm.cancelled.includes(1)
  const paid = arm.amount.map((amount, k) => (arm.cancelled[k] === 1 ? 0 : amount))
  const clustered = arm.cluster.some((id, i) => i > 0 && id === arm.cluster[i - 1])
  return {
    exposed: arm.exposed,
    followUp: arm.entryDay,
    offsets: arm.offsets,
    age: arm.goneAge,
    paid,
    left: anyCancelled ? arm.amount.map((amount, k) => amount - (paid[k] ?? 0)) : undefined,
    cluster: clustered ? arm.cluster : undefined,
  }
}

/** Covariates known before the trigger, to be spread into the columns where an analysis adjusts. */
export function armCovariates(arm: SimulatedArm): Record<string, Float64Array> {
  return { history: arm.history, log_exposed: arm.exposed.map((amount) => Math.log(amount)) }
}
