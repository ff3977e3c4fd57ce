import type { CustomerPayments } from '@relance/experiments'
import type { PastCustomer } from '@relance/pipelines'

const DAY_MS = 86_400_000
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** Customers who would have entered in a window of the past, as columns; one place = one customer. */
export interface Past {
  /** last day of which all payments are known */
  readonly cut: string
  /** first day of the window, and its length in days */
  readonly from: string
  readonly days: number
  readonly currency: string | null
  readonly payments: CustomerPayments
  /** segment of the campaign as a design names it */
  readonly segment: readonly string[]
  /** days from the first day of the window to the entry, 0 for it */
  readonly enteredOn: Int32Array
  /** addresses known today: email, phone, post */
  readonly channels: readonly string[]
  /** age of the first of each harm; -1 for none */
  readonly harms: Readonly<Record<Harmed, Int32Array>>
}
export const HARMS = ['complaints', 'optouts', 'disputes', 'bounces'] as const
type Harmed = (typeof HARMS)[number]

/** Takes customers block by block, each once, at his earliest entry: blocks come in the order of days. */
export class PastRecord {
  readonly #seen = new Set<string>()
  readonly #payers = new Map<string, number>()
  readonly #offsets = [0]
  readonly #events: { age: number[]; paid: number[]; left: number[] } = { age: [], paid: [], left: [] }
  readonly #exposed: number[] = []
  readonly #entered: number[] = []
  readonly #cluster: number[] = []
  readonly #segment: string[] = []
  readonly #channels: string[] = []
  readonly #harms: Record<Harmed, number[]> = { complaints: [], optouts: [], disputes: [], bounces: [] }
  readonly #currencies = new Map<string, number>()

  constructor(
    private readonly cut: string,
    private readonly from: string,
    private readonly days: number,
  ) {}

  add(row: PastCustomer): void {
    const key = `${row.entity_id}\n${row.customer_id}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#exposed.push(row.exposed)
    this.#entered.push(daysBetween(this.from, row.exposed_on))
    const payer = this.#payers.get(row.payer) ?? this.#payers.size
    this.#payers.set(row.payer, payer)
    this.#cluster.push(payer)
    this.#segment.push(row.segment)
    this.#channels.push(row.channels)
    this.#harms.complaints.push(row.complaint_age)
    this.#harms.optouts.push(row.optout_age)
    this.#harms.disputes.push(row.dispute_age)
    this.#harms.bounces.push(row.bounce_age)
    this.#currencies.set(row.currency, (this.#currencies.get(row.currency) ?? 0) + 1)
    row.ages.forEach((age, i) => {
      this.#events.age.push(age)
      this.#events.paid.push(row.paid[i] ?? 0)
      this.#events.left.push(row.left[i] ?? 0)
    })
    this.#offsets.push(this.#events.age.length)
  }

  done(): Past {
    const followed = daysBetween(this.from, this.cut)
    const [currency] = [...this.#currencies].sort((a, b) => b[1] - a[1])[0] ?? [null]
    return {
      ...{ cut: this.cut, from: this.from, days: this.days, currency },
      payments: {
        exposed: Float64Array.from(this.#exposed),
        followUp: Int32Array.from(this.#entered, (entered) => followed - entered),
        offsets: Int32Array.from(this.#offsets),
        age: Int32Array.from(this.#events.age),
        paid: Float64Array.from(this.#events.paid),
        left: Float64Array.from(this.#events.left),
        cluster: Int32Array.from(this.#cluster),
      },
      segment: this.#segment,
      enteredOn: Int32Array.from(this.#entered),
      channels: this.#channels,
      harms: {
        complaints: Int32Array.from(this.#harms.complaints),
        optouts: Int32Array.from(this.#harms.optouts),
        disputes: Int32Array.from(this.#harms.disputes),
        bounces: Int32Array.from(this.#harms.bounces),
      },
    }
  }
}
