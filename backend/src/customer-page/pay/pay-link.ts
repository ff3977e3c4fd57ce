/** What an address of a payment provider is filled with. */
export interface PaySlots {
  /** decimal text with two decimals */
  readonly amount: string
  readonly currency: string
  readonly reference: string
  readonly customer: string
}

/** The address of a provider's page; null where none is set or nothing is to be paid. */
export function payLink(
  template: string,
  { amount, currency, reference, customer }: PaySlots,
): string | null {
  if (template === '' || Number(amount) <= 0) return null
  const values: Record<string, string> = {
    amount,
    amount_cents: amount.replace('.', ''),
    currency,
    reference,
    customer,
  }
  return template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => encodeURIComponent(values[slot] ?? ''))
}
