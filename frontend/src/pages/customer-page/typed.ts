/** `1 240,50` or `1,240.50` as decimal text; undefined when it is no amount. */
export function amountText(typed: string): string | undefined {
  const bare = typed.replaceAll(/[\s\u00a0\u202f€]/g, '')
  const plain = /,\d{1,2}$/.test(bare) ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '')
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) && Number(plain) > 0 ? plain : undefined
}

/** A day so many days after another. */
export const addDays = (iso: string, days: number): string =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
