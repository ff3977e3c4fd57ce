import type { CustomerRecord, Day, InvoiceRecord } from './customer-record'
import { addDays, startOfDay } from './days'
import { aContact, aCustomer } from './testing'

/** A repeatable stream of numbers in [0, 1), by mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface HistoryOptions {
  readonly from: Day
  readonly days: number
  /** expected invoices a year */
  readonly invoicesAYear: number
  /** share of customers to whom something out of the ordinary happens */
  readonly trouble: number
}

const KINDS = ['business', 'business', 'business', 'sole_trader', 'consumer', 'public', 'association', '']
const POSTCODES = ['75011', '69003', '67000', '97100', '97400', '98800', '13001']

/** A customer with invoices and events at random over days: some pay early, some late, some never. */
export function randomCustomer(id: string, random: () => number, options: HistoryOptions): CustomerRecord {
  const { from, days, invoicesAYear, trouble } = options
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const kind = pick(KINDS)
  const lateness = random() * 40 - 10
  const invoices: InvoiceRecord[] = []
  const count = Math.round((invoicesAYear * (days + 90) * (0.5 + random())) / 365)
  for (let i = 0; i < count; i++) {
    const issuedOn = addDays(from, Math.floor(random() * (days + 90)) - 90)
    invoices.push(randomInvoice(`${id}-${i}`, issuedOn, kind, lateness, random, trouble))
  }
  const at = (): Day => addDays(from, Math.floor(random() * days))
  const moment = (): number => startOfDay(at(), 'Europe/Paris') + Math.floor(random() * 86_400_000)
  const some = <T>(make: () => T): T[] => (random() < trouble ? [make()] : [])
  return aCustomer({
    customerId: id,
    payer: id,
    kind,
    postcode: pick(POSTCODES),
    contacts: random() < 0.05 ? [] : [aContact({ email: `${id}@client.example` })],
    invoices,
    onAccount: some(() => ({
      day: at(),
      currency: 'EUR',
      amount: BigInt(Math.floor(random() * 3_000_000) - 500_000),
    })),
    holds: some(() => {
      const start = at()
      return {
        from: start,
        until: addDays(start, 10),
        invoiceId: random() < 0.5 ? '' : `${id}-0`,
        reason: '',
      }
    }),
    promises: some(() => {
      const madeOn = at()
      return { madeOn, until: addDays(madeOn, 12), amount: 0n, invoices: [], withdrawnOn: '' }
    }),
    plans: some(() => {
      const agreedOn = at()
      const instalments = [15, 45].map((later) => ({ dueOn: addDays(agreedOn, later), amount: 500_000n }))
      return { agreedOn, instalments, invoices: [`${id}-1`] }
    }),
    claimedPayments: some(() => ({ on: at(), invoices: [] })),
    replies: some(() => ({ at: moment(), automatic: random() < 0.3 })),
    complaints: random() < trouble / 4 ? [{ at: moment(), severity: 'normal' }] : [],
    satisfaction: some(() => ({ on: at(), score: Math.floor(random() * 11) })),
    optOuts: some(() => ({ at: moment(), channel: 'email', in: false })),
    bounces: some(() => ({ at: moment(), channel: 'sms', address: '+33612345678' })),
    insolvency: random() < trouble / 10 ? { on: at(), publishedOn: '' } : null,
  })
}

function randomInvoice(
  id: string,
  issuedOn: Day,
  kind: string,
  lateness: number,
  random: () => number,
  trouble: number,
): InvoiceRecord {
  const amount = BigInt(Math.floor(50_000 + random() ** 3 * 40_000_000))
  const dueOn = addDays(issuedOn, 30)
  const opens: InvoiceRecord['opens'][number][] = [{ day: issuedOn, open: amount, by: 'issue' }]
  const fate = random()
  const paidOn = addDays(dueOn, Math.max(-25, Math.round(lateness + random() * 30)))
  if (fate < 0.15) opens.push({ day: paidOn, open: amount / 2n, by: 'payment' })
  if (fate < 0.9)
    opens.push({
      day: addDays(paidOn, fate < 0.15 ? 20 : 0),
      open: 0n,
      by: fate < 0.05 ? 'credit' : 'payment',
    })
  const disputed = random() < trouble / 3
  const disputedOn = addDays(dueOn, Math.floor(random() * 20))
  const part = random() < 0.3 ? amount / 3n : amount
  return {
    id,
    currency: random() < 0.02 ? 'USD' : 'EUR',
    kind: 'normal',
    issuedOn,
    dueOn,
    instalments: [],
    amount,
    opens,
    disputes: disputed
      ? [
          { day: disputedOn, amount: part },
          { day: addDays(disputedOn, 25), amount: 0n },
        ]
      : [],
    paymentMeans: random() < 0.1 ? 'direct_debit' : 'transfer',
    rejectedOn: random() < 0.05 ? addDays(dueOn, 3) : '',
    factored: random() < 0.02,
    statuses: kind === 'public' ? [{ day: addDays(issuedOn, 4), code: '203' }] : [],
    timeBarredOn: '',
    detailed: true,
  }
}
