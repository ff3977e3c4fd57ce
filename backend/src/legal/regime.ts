/** What a debtor is, as recorded. */
export const DEBTOR_KINDS = ['business', 'public', 'consumer', 'association', 'sole_trader'] as const
export type DebtorKind = (typeof DEBTOR_KINDS)[number]

/** Which of the three bodies of rules on late payment holds. */
export type Regime = 'business' | 'public' | 'consumer'

/**
 * The regime of a debtor. Sole traders count as businesses unless it is recorded that they bought for themselves;
 * associations as consumers unless it is recorded that they act as a business; unknown kinds as consumers, because
 * nothing that is allowed towards a consumer is forbidden towards anybody else.
 */
export function regimeOf(kind: DebtorKind | 'unknown' | '', actsAs: Regime | null = null): Regime {
  if (kind === 'business' || kind === 'public' || kind === 'consumer') return kind
  if (kind === 'sole_trader') return actsAs ?? 'business'
  if (kind === 'association') return actsAs ?? 'consumer'
  return 'consumer'
}

/** Natural persons have rights of their own, in business too. */
export const isNaturalPerson = (kind: DebtorKind | 'unknown'): boolean =>
  kind === 'consumer' || kind === 'sole_trader' || kind === 'unknown'
