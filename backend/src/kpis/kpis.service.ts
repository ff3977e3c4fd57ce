import { Inject, Injectable } from '@nestjs/common'
import { computeKpis, kpiDefinitions, kpiInvoices, overview, paymentTerms } from '@relance/pipelines'
import type { SegmentCut, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { WAREHOUSE } from '../app/tokens'
import { ExchangeRatesService } from '../currencies/exchange-rates.service'
import { EntitiesService } from '../entities/entities.service'
import { notFound } from '../http/app-error'
import { given } from '../http/given'
import type { InvoicesAnswer } from '../receivables/receivables.contract'
import { SegmentsService } from '../segments'
import type { KpiDefinitionsAnswer, KpisAnswer, kpiInvoicesQuery, kpisQuery } from './kpis.contract'
import type { OverviewAnswer, overviewQuery } from './overview.contract'
import type { PaymentTermsAnswer, paymentTermsQuery } from './payment-terms.contract'
import { convertedPeriod, toPeriod } from './period'

@Injectable()
export class KpisService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly entities: EntitiesService,
    private readonly rates: ExchangeRatesService,
    private readonly segments: SegmentsService,
  ) {}

  definitions(): KpiDefinitionsAnswer {
    return { definitions: [...kpiDefinitions] }
  }

  async compute(query: z.output<typeof kpisQuery>): Promise<KpisAnswer> {
    const period = await convertedPeriod(this.rates, query)
    for (const id of query.kpi ?? []) this.known(id)
    const segments = await this.cutOf(query.by)
    const more = given({ by: query.by, kpis: query.kpi, limit: query.limit, segments })
    const [rows, currencies] = await Promise.all([
      computeKpis(this.warehouse, { ...period, ...more }),
      this.entities.currencies(period.entityIds),
    ])
    const only = currencies.length === 1 ? (currencies[0] ?? null) : null
    const currency = query.presentation ?? period.currency ?? only
    return {
      as_of: period.asOf,
      from: period.from,
      currency,
      converted: query.presentation !== undefined,
      rows,
    }
  }

  async overview(query: z.output<typeof overviewQuery>): Promise<OverviewAnswer> {
    const answer = await overview(this.warehouse, await convertedPeriod(this.rates, query))
    return { ...answer, months: answer.months.map(({ asOf, ...month }) => ({ ...month, as_of: asOf })) }
  }

  async invoices(id: string, query: z.output<typeof kpiInvoicesQuery>): Promise<InvoicesAnswer> {
    this.known(id)
    const by = query.by === undefined ? undefined : { [query.by]: query.value ?? '' }
    const more = given({ by, cursor: query.cursor, segments: await this.cutOf(query.by) })
    return kpiInvoices(this.warehouse, { ...toPeriod(query), kpi: id, limit: query.limit, ...more })
  }

  async paymentTerms(query: z.output<typeof paymentTermsQuery>): Promise<PaymentTermsAnswer> {
    const { asOf, currency, ...more } = toPeriod(query)
    const { asOf: last, ...answer } = await paymentTerms(this.warehouse, {
      asOf,
      currency: currency ?? query.currency,
      ...given({ entityIds: more.entityIds }),
    })
    return { ...answer, as_of: last }
  }

  private cutOf(by: string | undefined): Promise<SegmentCut> | undefined {
    return by === 'segment' ? this.segments.cut() : undefined
  }

  /** An id, or a family whose parts are ids. */
  private known(id: string): void {
    const found = kpiDefinitions.some((definition) => {
      return definition.id === id || definition.id.startsWith(`${id}.`) || id.startsWith(`${definition.id}.`)
    })
    if (!found) throw notFound('kpis/not-found', `There is no KPI ${id}.`)
  }
}
