import type {
  ContributionsAnswer,
  ContributionsQuery,
  ForecastAnswer,
  ForecastQuery,
  KpiDefinitionsAnswer,
  KpiInvoicesAnswer,
  KpiInvoicesQuery,
  KpisAnswer,
  KpisQuery,
  OverviewAnswer,
  OverviewQuery,
} from '@relance/backend/contract'
import { query, request, type QueryValues } from './client'

export const readOverview = (question: OverviewQuery, signal?: AbortSignal) =>
  request<OverviewAnswer>('GET', `/overview${query(question as QueryValues)}`, signal ? { signal } : {})

export const readKpis = (question: KpisQuery, signal?: AbortSignal) =>
  request<KpisAnswer>('GET', `/kpis${query(question as QueryValues)}`, signal ? { signal } : {})

export const readDefinitions = () => request<KpiDefinitionsAnswer>('GET', '/kpis/definitions')

export const readKpiInvoices = (kpi: string, question: KpiInvoicesQuery, signal?: AbortSignal) =>
  request<KpiInvoicesAnswer>(
    'GET',
    `/kpis/${encodeURIComponent(kpi)}/invoices${query(question as QueryValues)}`,
    signal ? { signal } : {},
  )

export const readForecast = (question: ForecastQuery, signal?: AbortSignal) =>
  request<ForecastAnswer>('GET', `/cash-forecast${query(question as QueryValues)}`, signal ? { signal } : {})

export const readContributions = (question: ContributionsQuery, signal?: AbortSignal) =>
  request<ContributionsAnswer>(
    'GET',
    `/dso-contributions${query(question as QueryValues)}`,
    signal ? { signal } : {},
  )
