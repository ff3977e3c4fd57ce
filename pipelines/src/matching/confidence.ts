/**
 * Why an entry is thought to pay an invoice.
 * reference: an invoice number or a structured reference names it · short_reference: a number so short that it may be
 * chance · amount: the open amount to the cent · sum: several invoices together, to the cent · name: the name of the
 * customer · similar_name · history: the account or name has paid for this customer before · part: less than is open ·
 * over: more than is open, the rest stays on account · discount: the stated early discount is taken off · credit: less
 * what the customer has on account · fee: short by what a bank may have kept · several: other invoices would come to
 * the same amount · settled: the named invoice is paid already · booked: another
 * source tells of a payment of that amount in those days · on_account: the customer is known, the invoice is not ·
 * end_to_end: the reference that travels with a payment · returned: an earlier payment came back · refund_explained,
 * refund_unexplained: the customer has, or has not, so much on account
 */
export const matchReasons = [
  'reference',
  'short_reference',
  'amount',
  'sum',
  'name',
  'similar_name',
  'history',
  'part',
  'over',
  'discount',
  'credit',
  'fee',
  'several',
  'settled',
  'booked',
  'on_account',
  'end_to_end',
  'returned',
  'refund_explained',
  'refund_unexplained',
] as const
export type MatchReason = (typeof matchReasons)[number]

/** From this confidence on, and with no other proposal near, a match is applied without asking. */
export const SURE = 0.95
/** A second proposal this close makes the best one unsure. */
export const NEAR = 0.05
/** Below this share of common letters and words two names are not thought to be the same. */
export const SIMILAR = 0.6

/**
 * Share of cases in which the evidence alone would mislead. Pieces of evidence are taken as independent, so that the
 * doubts multiply: a customer's exact name (0.2) with an exact amount (0.1) leaves 0.02. The figures are set by hand,
 * in the order that clerks trust the evidence; they rank and part sure from unsure, they are no measured error rates.
 */
export const DOUBT = {
  reference: 0.05,
  short_reference: 0.4,
  history: 0.15,
  name: 0.2,
  single: 0.1,
  all: 0.15,
  oldest: 0.15,
  run: 0.2,
  pair: 0.3,
  triple: 0.35,
  part: 0.8,
  over: 0.9,
  discount: 0.2,
  credit: 0.4,
  fee: 0.6,
} as const

/** Whatever speaks for it, these stay below sure: a person must look. */
export const AT_MOST: Partial<Record<MatchReason, number>> = {
  fee: 0.9,
  credit: 0.93,
  several: 0.85,
  settled: 0.5,
  booked: 0.5,
  on_account: 0.5,
}
/** Without reference, name or history an amount is chance more often than not. */
export const AMOUNT_ALONE = 0.4

/** 0.6 and more of similarity leaves a doubt between 0.52 and that of the exact name. */
export const nameDoubt = (similarity: number): number => 1 - (1 - DOUBT.name) * similarity

/** 1 − Π doubts, held down where a reason asks for a person; four decimals. */
export function confidenceOf(doubts: number[], reasons: readonly MatchReason[]): number {
  const free = 1 - doubts.reduce((product, doubt) => product * doubt, 1)
  const most = Math.min(...reasons.map((reason) => AT_MOST[reason] ?? 1))
  return Math.round(Math.min(free, most) * 10_000) / 10_000
}
