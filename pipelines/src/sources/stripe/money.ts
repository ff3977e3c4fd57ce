/** Currencies whose amounts Stripe gives in whole units; all others but those of three digits are in hundredths. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THOUSANDTHS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/**
 * An amount in the smallest unit of its currency as decimal text: 2000 EUR → '20.00', 2000 JPY → '2000',
 * 2000 KWD → '2.000'. Empty where the amount is no integer.
 * Source: Stripe, "Supported currencies"; ISK and UGX are given in hundredths although they have none.
 */
export function decimalOf(minor: unknown, currency: string): string {
  if (typeof minor !== 'number' || !Number.isSafeInteger(minor)) return ''
  const digits = WHOLE.has(currency) ? 0 : THOUSANDTHS.has(currency) ? 3 : 2
  if (digits === 0) return String(minor)
  const padded = String(Math.abs(minor)).padStart(digits + 1, '0')
  return `${minor < 0 ? '-' : ''}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}
