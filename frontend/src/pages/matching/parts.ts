/** Amounts of a split in cents, so that sums are exact. */
export const toCents = (text: string): number => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN
}

/** Decimal text of cents. */
export const fromCents = (cents: number): string => (cents / 100).toFixed(2)

/** Cents of an amount of the API, without its sign. */
export const sizeInCents = (amount: string): number => Math.round(Math.abs(Number(amount)) * 100)

/** The amount over the invoices in their order, each at most what is open. */
export function spread(cents: number, open: readonly number[]): number[] {
  let left = cents
  return open.map((most) => {
    const part = Math.max(0, Math.min(most, left))
    left -= part
    return part
  })
}

/** How sure a proposal is, as a word of the texts. */
export function sureness(confidence: number): 'sure' | 'likely' | 'probable' | 'possible' {
  if (confidence >= 0.95) return 'sure'
  if (confidence >= 0.85) return 'likely'
  return confidence >= 0.6 ? 'probable' : 'possible'
}
