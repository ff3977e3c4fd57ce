import { z } from 'zod'
import { currencyCode } from '../../currencies/exchange-rates.contract'
import { day } from '../../http/shapes.contract'
import { kpiDefinition } from '../../kpis/kpis.contract'
import { forecastAnswer } from '../../kpis/outlook.contract'
import { overviewAnswer } from '../../kpis/overview.contract'

const moment = z.iso.datetime()

/** POST /api/reports/links */
export const newReportLink = z.object({
  /** for whom it is */
  name: z.string().trim().min(1).max(120),
  /** empty: every entity that the person sees */
  entity: z.array(z.string().max(60)).max(200).default([]),
  currency: currencyCode,
  /** whether all currencies are brought together in it */
  converted: z.boolean().default(false),
  compare: z.enum(['previous', 'year']).default('previous'),
  days: z.number().int().min(1).max(365),
})
export type NewReportLink = z.input<typeof newReportLink>

export const reportLinkRow = z.object({
  id: z.string(),
  name: z.string(),
  entities: z.array(z.string()),
  currency: z.string(),
  converted: z.boolean(),
  compare: z.enum(['previous', 'year']),
  /** why it opens no more, else `open` */
  state: z.enum(['open', 'expired', 'revoked', 'closed']),
  expires_at: moment,
  opened: z.number().int(),
  last_opened_at: moment.nullable(),
  created_by: z.string(),
  created_at: moment,
})
export type ReportLinkRow = z.infer<typeof reportLinkRow>

/** GET /api/reports/links */
export const reportLinksListed = z.object({ rows: z.array(reportLinkRow) })
export type ReportLinksListed = z.infer<typeof reportLinksListed>

/** The address is shown this once. */
export const madeReportLink = reportLinksListed.extend({ address: z.string() })
export type MadeReportLink = z.infer<typeof madeReportLink>

/** The large figures at the head of the Overview. */
export const headlineKpis = [
  'recovery_rate_overdue',
  'dso_countback',
  'complaint_rate',
  'cost_per_euro',
] as const

/** GET /api/shared-report/{token}: figures only. Nobody's name stands in it but the creditors'. */
export const sharedReport = z.object({
  /** names of the creditors; empty: the whole group */
  creditors: z.array(z.string()),
  compare: z.enum(['previous', 'year']),
  valid_until: moment,
  /** last day up to which all payments are known; null: not known */
  complete_through: day.nullable(),
  overview: overviewAnswer.omit({ top_overdue: true, data_cut: true }),
  forecast: forecastAnswer.nullable(),
  /** names of the KPIs that it shows */
  definitions: z.array(
    kpiDefinition.pick({ direction: true, name: true }).extend({ id: z.enum(headlineKpis) }),
  ),
})
export type SharedReport = z.infer<typeof sharedReport>
