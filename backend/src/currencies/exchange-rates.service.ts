import { Inject, Injectable } from '@nestjs/common'
import { and, between, count, desc, eq, inArray, max, min, sql, sum } from 'drizzle-orm'
import { conversionInto, RATE_DAYS } from '@relance/pipelines'
import type { Conversion, DatedRate } from '@relance/pipelines'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { EntitiesService } from '../entities/entities.service'
import { AppError } from '../http/app-error'
import { exchangeRates, settings } from '../metadata'
import type { Metadata } from '../metadata'
import type {
  ExchangeRate,
  ExchangeRatesAnswer,
  NewExchangeRate,
  RatesFileAnswer,
} from './exchange-rates.contract'
import { currencyCode } from './exchange-rates.contract'
import { ratesOfFile } from './rates-file'

const PRESENTATION = 'presentation_currency'
const USUAL = 'EUR'
/** Rows of one statement: PGlite takes thousands at once, and holds others up meanwhile. */
const AT_ONCE = 5000
const DAY_MS = 86_400_000

/** Reference rates by day and currency, and the currency in which a group is shown. Nothing is fetched from anywhere. */
@Injectable()
export class ExchangeRatesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly entities: EntitiesService,
  ) {}

  /** The currency of the group, unless somebody has chosen another the euro. */
  async presentation(): Promise<string> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, PRESENTATION))
    return currencyCode.catch(USUAL).parse(row?.value)
  }

  /**
   * What turns the amounts of these entities (all by default) into one currency, from a day to another. A rate that is
   * not there has no value: nothing is ever taken as 1.
   */
  async conversion(
    to: string,
    { from, asOf, entityIds }: { from: string; asOf: string; entityIds?: string[] },
  ): Promise<Conversion> {
    const currencies = [to, ...(await this.entities.currencies(entityIds))]
    const first = new Date(Date.parse(from) - RATE_DAYS * DAY_MS).toISOString().slice(0, 10)
    const rates = await this.metadata.db
      .select({ currency: exchangeRates.currency, day: exchangeRates.day, rate: exchangeRates.rate })
      .from(exchangeRates)
      .where(and(inArray(exchangeRates.currency, currencies), between(exchangeRates.day, first, asOf)))
    return conversionInto(to, rates)
  }

  /** A text that changes with any rate, for whoever keeps figures that follow from them. */
  async state(): Promise<string> {
    const [found] = await this.metadata.db
      .select({ rates: count(), last: max(exchangeRates.enteredAt), sum: sum(exchangeRates.rate) })
      .from(exchangeRates)
    return `${found?.rates ?? 0} ${found?.last?.toISOString() ?? ''} ${found?.sum ?? ''}`
  }

  async list(currency: string | undefined, limit: number): Promise<ExchangeRatesAnswer> {
    const { db } = this.metadata
    const [known, used, rows, presentation] = await Promise.all([
      db
        .select({
          currency: exchangeRates.currency,
          rates: count(),
          first: min(exchangeRates.day),
          last: max(exchangeRates.day),
        })
        .from(exchangeRates)
        .groupBy(exchangeRates.currency),
      this.entities.currencies(),
      db
        .select()
        .from(exchangeRates)
        .where(currency === undefined ? undefined : eq(exchangeRates.currency, currency))
        .orderBy(desc(exchangeRates.day), exchangeRates.currency)
        .limit(limit),
      this.presentation(),
    ])
    const codes = new Set([...used, ...known.map((one) => one.currency)])
    codes.delete(USUAL)
    return {
      presentation,
      days_valid: RATE_DAYS,
      currencies: [...codes].sort().map((code) => {
        const own = known.find((one) => one.currency === code)
        return {
          currency: code,
          used: used.includes(code),
          rates: own?.rates ?? 0,
          first_day: own?.first ?? null,
          last_day: own?.last ?? null,
        }
      }),
      rows: rows.map(shown),
    }
  }

  /** Enters, corrects or takes away the rate of a day; both values go into the audit log. */
  async save(given: NewExchangeRate, actor: string): Promise<void> {
    const { db } = this.metadata
    const { currency, day, rate, source } = given
    const place = and(eq(exchangeRates.currency, currency), eq(exchangeRates.day, day))
    const [before] = await db.select().from(exchangeRates).where(place)
    if (rate === null) await db.delete(exchangeRates).where(place)
    else {
      const values = { currency, day, rate, source, enteredBy: actor, enteredAt: new Date() }
      await db
        .insert(exchangeRates)
        .values(values)
        .onConflictDoUpdate({ target: [exchangeRates.currency, exchangeRates.day], set: values })
    }
    await audit(this.metadata, {
      actor,
      action: 'exchange_rate.entered',
      subject: `exchange_rate:${currency}:${day}`,
      before: before ? shown(before) : null,
      after: given,
    })
  }

  async setPresentation(currency: string, actor: string): Promise<void> {
    const before = await this.presentation()
    const value = { key: PRESENTATION, value: currency, updatedAt: new Date() }
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    const subject = 'exchange_rate:presentation'
    await audit(this.metadata, {
      actor,
      action: 'presentation_currency.set',
      subject,
      before,
      after: currency,
    })
  }

  /**
   * Loads a whole file of rates; it replaces what was there for its days, and the same file again changes nothing.
   * @throws AppError `currencies/not-a-rates-file`, `currencies/bad-rate`
   */
  async load(text: string, name: string, actor: string): Promise<RatesFileAnswer> {
    const rates = ratesOfFile(text)
    const days = [...new Set(rates.map(({ day }) => day))].sort()
    const [first_day, last_day] = [days[0], days.at(-1)]
    if (first_day === undefined || last_day === undefined)
      throw new AppError('currencies/not-a-rates-file', 400, 'The file holds no rate.')
    const written = await this.metadata.db.transaction(async (db) => {
      let changed = 0
      for (let at = 0; at < rates.length; at += AT_ONCE)
        changed += await write(db, rates.slice(at, at + AT_ONCE), name, actor)
      return changed
    })
    const answer = {
      currencies: new Set(rates.map(({ currency }) => currency)).size,
      days: days.length,
      first_day,
      last_day,
      written,
      same: rates.length - written,
    }
    await audit(this.metadata, {
      actor,
      action: 'exchange_rate.file_loaded',
      subject: `exchange_rate:${name}`,
      after: answer,
    })
    return answer
  }
}

/** @returns how many rows are new or changed */
async function write(
  db: Pick<Metadata['db'], 'execute'>,
  rates: readonly DatedRate[],
  source: string,
  actor: string,
): Promise<number> {
  const column = (values: string[]) => sql.param(values)
  const result = await db.execute(sql`
    INSERT INTO exchange_rates (currency, day, rate, source, entered_by)
    SELECT currency, day, rate, ${source}, ${actor}
    FROM unnest(
      ${column(rates.map(({ currency }) => currency))}::text[],
      ${column(rates.map(({ day }) => day))}::date[],
      ${column(rates.map(({ rate }) => rate))}::numeric[]
    ) AS told (currency, day, rate)
    ON CONFLICT (currency, day) DO UPDATE
      SET rate = excluded.rate, source = excluded.source, entered_by = excluded.entered_by, entered_at = now()
      WHERE exchange_rates.rate <> excluded.rate`)
  return result.rowCount ?? 0
}

/** Decimal text without the zeros that the column adds. */
const plain = (rate: string): string => rate.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')

const shown = (row: typeof exchangeRates.$inferSelect): ExchangeRate => ({
  currency: row.currency,
  day: row.day,
  rate: plain(row.rate),
  source: row.source,
  entered_by: row.enteredBy,
  entered_at: row.enteredAt.toISOString(),
})
