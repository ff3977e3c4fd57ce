import type { ProfileRow, RiskFeature } from '@relance/pipelines'
import { riskFeatures } from '@relance/pipelines'
import type { CustomerProfile, RiskModel } from './segments.contract'

type Reason = CustomerProfile['reasons'][number]
type Found = NonNullable<CustomerProfile['found']>

/** The figures that a profile rests on, by the codes of the sentences that show them. */
const reasonsOf: Record<Found, (row: ProfileRow) => Reason[]> = {
  insolvent: (row) => [
    ...(row.insolvent ? [{ code: 'insolvency_opened', params: {} }] : []),
    { code: 'payments_rejected', params: { rejected: row.rejected, overdue_90: row.overdue_90 } },
  ],
  new: (row) => [{ code: 'few_payments', params: { paid: row.paid } }],
  good: (row) => [share(row)],
  over_controlled: (row) => [{ code: 'formal_obstacles', params: { controls: row.controls } }, share(row)],
  dominant: (row) => [
    share(row),
    steady(row),
    { code: 'weight_in_sales', params: { billed_share: row.billed_share } },
  ],
  organised_late: (row) => [share(row), steady(row)],
  sincere_forgetter: (row) => [
    { code: 'pays_after_first_reminder', params: { reminded: row.reminded, answered: row.answered } },
    share(row),
  ],
  selective: (row) => [{ code: 'contests_some', params: { contested: row.contested } }, share(row)],
  disorganised: (row) => [share(row), { code: 'irregular', params: { spread: row.spread } }],
}

const share = ({ share_late, paid }: ProfileRow): Reason => ({
  code: 'share_late',
  params: { share_late, paid },
})
const steady = ({ mean_days_late, spread }: ProfileRow): Reason => ({
  code: 'steady_delay',
  params: { mean_days_late, spread },
})

/** Why a customer has the profile that his history gives; empty where none fits. */
export const profileReasons = (row: ProfileRow): Reason[] =>
  row.found === '' ? [] : reasonsOf[row.found as Found](row)

/** What moves a customer's risk away from the average customer's, in log-odds, largest effect first. */
export function riskReasons(
  model: RiskModel | null,
  features: readonly number[],
): { feature: RiskFeature; contribution: number }[] {
  if (model === null || features.length !== riskFeatures.length) return []
  return riskFeatures
    .map((feature, i) => {
      const weight = model.coefficients[i + 1] ?? 0
      return { feature, contribution: weight * ((features[i] ?? 0) - (model.means[i] ?? 0)) }
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, 3)
}
