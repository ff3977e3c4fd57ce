import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { invoicesAnswer } from '../receivables/receivables.contract'
import type { InvoicesAnswer } from '../receivables/receivables.contract'
import { kpiDefinitionsAnswer, kpiInvoicesQuery, kpisAnswer, kpisQuery } from './kpis.contract'
import type { KpiDefinitionsAnswer, KpisAnswer } from './kpis.contract'
import { KpisService } from './kpis.service'
import { overviewAnswer, overviewQuery } from './overview.contract'
import type { OverviewAnswer } from './overview.contract'
import { paymentTermsAnswer, paymentTermsQuery } from './payment-terms.contract'
import type { PaymentTermsAnswer } from './payment-terms.contract'

const id = z.string().max(60)

@ApiTags('kpis')
@Controller('api')
export class KpisController {
  constructor(private readonly kpis: KpisService) {}

  @Get('kpis')
  @Access('read', 'query')
  @Answers('KPIs of a period, as of a day, cut by one dimension', kpisAnswer)
  compute(@Query({ schema: kpisQuery }) query: z.output<typeof kpisQuery>): Promise<KpisAnswer> {
    return this.kpis.compute(query)
  }

  @Get('kpis/definitions')
  @Access('look', 'none')
  @Answers('What each KPI means', kpiDefinitionsAnswer)
  definitions(): KpiDefinitionsAnswer {
    return this.kpis.definitions()
  }

  @Get('kpis/:id/invoices')
  @Access('read', 'query')
  @Answers('The invoices behind a figure', invoicesAnswer)
  invoices(
    @Param('id', { schema: id }) kpi: string,
    @Query({ schema: kpiInvoicesQuery }) query: z.output<typeof kpiInvoicesQuery>,
  ): Promise<InvoicesAnswer> {
    return this.kpis.invoices(kpi, query)
  }

  @Get('overview')
  @Access('read', 'query')
  @Answers('Everything the Overview draws', overviewAnswer)
  overview(@Query({ schema: overviewQuery }) query: z.output<typeof overviewQuery>): Promise<OverviewAnswer> {
    return this.kpis.overview(query)
  }

  @Get('payment-terms')
  @Access('read', 'query')
  @Answers('The yearly tables on terms of payment (Code de commerce, art. D441-6)', paymentTermsAnswer)
  paymentTerms(
    @Query({ schema: paymentTermsQuery }) query: z.output<typeof paymentTermsQuery>,
  ): Promise<PaymentTermsAnswer> {
    return this.kpis.paymentTerms(query)
  }
}
