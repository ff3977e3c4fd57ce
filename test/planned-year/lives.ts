import type { CustomerRecord, Day } from '../../backend/src/dispatch/planner/customer-record'
import { randomCustomer, seeded } from '../../backend/src/dispatch/planner/random-histories'
import type { LifeOptions } from '../../backend/src/dispatch/planner/simulate'
import { LADDER, aCampaign, aStep, aWorld } from '../../backend/src/dispatch/planner/testing'

export interface YearOptions {
  readonly from: Day
  readonly days: number
  readonly invoicesAYear: number
  readonly trouble: number
}

/** Every tenth payer owes two creditors: caps hold over both. */
export function* payersOf(customers: number, history: YearOptions): Generator<CustomerRecord[]> {
  for (let i = 0; i < customers; i++) {
    const record = randomCustomer(`c${i}`, seeded(i + 1), history)
    if (i % 10 !== 0 || i + 1 >= customers) yield [record]
    else {
      i += 1
      const other = randomCustomer(`c${i}`, seeded(i + 1), history)
      const { payer, kind, postcode } = record
      yield [record, { ...other, entityId: 'e2', payer, kind, postcode }]
    }
  }
}

/** A year of the whole ladder by four channels, with answers to what customers do. */
export function yearOf({ from, days }: Pick<YearOptions, 'from' | 'days'>): LifeOptions {
  const reactions = (['payment', 'promise', 'broken_promise', 'dispute'] as const).map((on) => ({
    on,
    channel: 'email' as const,
    template: on,
    delay_days: 1,
  }))
  const [courteous, firm, firmer, ...rest] = LADDER
  if (!courteous || !firm || !firmer) throw new Error('the ladder has changed')
  const steps = [
    aStep({ id: 'soon', kind: 'before_due', on: -3 }),
    { ...courteous, channels: ['email' as const, 'sms' as const] },
    { ...firm, channels: ['sms' as const, 'email' as const] },
    { ...firmer, channels: ['phone' as const] },
    ...rest,
  ]
  return { from, days, campaigns: [aCampaign({ steps, reactions })], world: aWorld() }
}
