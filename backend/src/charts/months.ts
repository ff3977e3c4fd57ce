import type { OverviewMonth } from '../kpis/overview.contract'

/** Ageing classes, from not yet due to the oldest. */
export const buckets = ['not_due', '1-30', '31-60', '61-90', '91+'] as const
export type Bucket = keyof OverviewMonth['ageing']

/** Amount of a class at a month's end, 0 where there is no such month. */
export const bucketAmount = (month: OverviewMonth | undefined, bucket: Bucket): number =>
  month ? Number(month.ageing[bucket].amount) : 0

/** The classes to draw; opening balances without detail come first where there are any. */
export function bucketsOf(months: OverviewMonth[]): Bucket[] {
  return months.some((month) => bucketAmount(month, 'undetailed') !== 0)
    ? ['undetailed', ...buckets]
    : [...buckets]
}

/** The month ends since figures exist: leading months without any are not drawn. */
export function trimmed(months: OverviewMonth[]): OverviewMonth[] {
  const first = months.findIndex(
    (month) => month.dso_countback !== null || Number(month.open) !== 0 || Number(month.billed) !== 0,
  )
  return first < 0 ? [] : months.slice(first)
}
