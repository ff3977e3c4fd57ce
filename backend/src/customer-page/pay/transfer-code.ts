import QRCode from 'qrcode'

/** Whom, where and how much. */
export interface TransferOrder {
  readonly holder: string
  readonly iban: string
  /** may be empty: version 002 asks for none within the EEA */
  readonly bic: string
  /** decimal text in euros with two decimals */
  readonly amount: string
  readonly remittance: string
}

const MOST = 999_999_999.99
/** What version 13 of the code holds, the largest that the guideline allows. */
const MOST_BYTES = 331

/**
 * Text of the European payments council's quick response code (EPC069-12, version 002, UTF-8, SEPA credit transfer) with
 * an unstructured remittance: our matching reads numbers of invoices there.
 * @returns null for an amount that the code does not allow (0.01 to 999999999.99)
 */
export function transferText({ holder, iban, bic, amount, remittance }: TransferOrder): string | null {
  const euros = Number(amount)
  if (!(euros >= 0.01 && euros <= MOST)) return null
  const text = (words: string) =>
    ['BCD', '002', '1', 'SCT', bic, line(holder, 70), iban, `EUR${amount}`, '', '', words].join('\n')
  let words = line(remittance, 140)
  while (Buffer.byteLength(text(words)) > MOST_BYTES && words !== '') words = words.slice(0, -1)
  return text(words)
}

/** The code as SVG: error correction M, as the guideline asks, dark on white in every theme. */
export async function transferSvg(order: TransferOrder): Promise<string | null> {
  const text = transferText(order)
  if (text === null) return null
  return QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
}

/** One line of at most so many characters: a line break would begin another field. */
const line = (text: string, most: number): string =>
  Array.from(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim())
    .slice(0, most)
    .join('')

/** Numbers of invoices as far as they fit, then the customer's number. */
export function remittanceOf(customerId: string, invoices: readonly string[]): string {
  const end = customerId === '' ? '' : ` / ${customerId}`
  let text = ''
  for (const id of invoices) {
    const longer = text === '' ? id : `${text} ${id}`
    if (Array.from(longer + end).length > 140) break
    text = longer
  }
  return line(text + end, 140)
}
