import { Inject, Injectable } from '@nestjs/common'
import { and, eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { referenceRates } from '../metadata'
import type { Metadata } from '../metadata'
import { halfYearOf } from './days'
import type { Day } from './days'
import { halfYearName, percentText, SEEDED_RATES, toPercent } from './reference-rates'
import type { MissingRate, ReferenceRate } from './reference-rates'
import { REFERENCE_RATES } from './reference-rates.contract'
import type { NewRate, ReferenceRateRow } from './reference-rates.contract'

/** The dated table of reference rates: what came with the product, under what an administrator entered. */
@Injectable()
export class ReferenceRatesService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** As the argument of `lateInterest`. */
  async rates(): Promise<ReferenceRate[]> {
    return this.list()
  }

  /** Newest first. */
  async list(): Promise<ReferenceRateRow[]> {
    const entered = (await this.metadata.db.select().from(referenceRates)).map(shown)
    const isEntered = (seed: ReferenceRate) =>
      entered.some(({ rate, from }) => rate === seed.rate && from === seed.from)
    const seeded = SEEDED_RATES.filter((seed) => !isEntered(seed)).map((seed) => ({
      ...seed,
      entered_by: null,
      entered_at: null,
    }))
    return [...entered, ...seeded].sort(
      (a, b) => b.from.localeCompare(a.from) || a.rate.localeCompare(b.rate),
    )
  }

  /** Rates of a day's half-year that are not in the table. */
  async missing(on: Day): Promise<MissingRate[]> {
    const from = halfYearOf(on)
    const known = new Set((await this.list()).filter((row) => row.from === from).map(({ rate }) => rate))
    return REFERENCE_RATES.filter((rate) => !known.has(rate)).map((rate) => ({
      rate,
      from,
      half_year: halfYearName(from),
    }))
  }

  /** Enters or corrects one; both values go into the audit log. */
  async save(given: NewRate, actor: string): Promise<ReferenceRateRow> {
    const before = (await this.list()).find(({ rate, from }) => rate === given.rate && from === given.from)
    const values = { ...given, enteredBy: actor, enteredAt: new Date() }
    await this.metadata.db
      .insert(referenceRates)
      .values(values)
      .onConflictDoUpdate({ target: [referenceRates.rate, referenceRates.from], set: values })
    const [row] = await this.metadata.db
      .select()
      .from(referenceRates)
      .where(and(eq(referenceRates.rate, given.rate), eq(referenceRates.from, given.from)))
    if (!row) throw new Error('what was written is there')
    await audit(this.metadata, {
      actor,
      action: 'reference_rate.entered',
      subject: `reference_rate:${given.rate}:${given.from}`,
      before: before ?? null,
      after: given,
    })
    return shown(row)
  }
}

const shown = (row: typeof referenceRates.$inferSelect): ReferenceRateRow => ({
  rate: row.rate as ReferenceRateRow['rate'],
  from: row.from,
  percent: percentText(toPercent(row.percent)),
  source: row.source,
  verified: true,
  entered_by: row.enteredBy,
  entered_at: row.enteredAt.toISOString(),
})
