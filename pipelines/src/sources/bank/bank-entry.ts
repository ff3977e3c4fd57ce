import { z } from 'zod'

const text = z.string().optional()

/**
 * What stands in `attributes` of a `bank.entry` event, whatever the format of the statement. Amounts are decimal text
 * without sign, days YYYY-MM-DD; what the bank did not say is absent. `amount` of the event is signed: + money in.
 */
export const bankEntry = z.strictObject({
  /** own account: IBAN, else the number that the bank states */
  account: z.string(),
  value_date: text,
  /** the other side; for returned money the one whose payment came back */
  counterparty_name: text,
  counterparty_iban: text,
  /** on whose behalf the other side acts */
  ultimate_name: text,
  /** free text of the payer, blocks joined by a space */
  remittance: text,
  /** creditor references: RF, ISR, QR, national ones */
  structured_references: z.array(z.string()).optional(),
  /** numbers of invoices and credit notes that the payer states in structured form */
  document_numbers: z.array(z.string()).optional(),
  end_to_end_id: text,
  mandate_id: text,
  /** the bank's own unique reference of the booking */
  bank_reference: text,
  /** camt: domain-family-subfamily; CFONB: interbank code of the operation; MT940: N + three letters; OFX: TRNTYPE */
  bank_transaction_code: text,
  /** the bank's own code of the kind of operation */
  bank_proprietary_code: text,
  /** why money came back: ISO 20022 return code, or that of CFONB */
  return_reason: text,
  /** the bank says that the booking reverses an earlier one */
  is_reversal: z.boolean().optional(),
  /** BOOK: entries that are only announced are not loaded */
  status: z.literal('BOOK'),
  charges: text,
  /** where the payer was told another amount or currency than what was booked */
  original_amount: text,
  original_currency: text,
  exchange_rate: text,
  statement_id: text,
  /** camt.052, camt.053, camt.054, cfonb120, cfonb240, mt940, mt942, ofx */
  statement_kind: z.string(),
  /** what the bank adds in words */
  info: text,
  /** absent: booking date stated; value_date or statement: taken from there */
  booked_on_source: z.enum(['value_date', 'statement']).optional(),
  /** of one payment within a collective booking: the event of that booking, whose own amount is then 0 */
  part_of: text,
  /** of a collective booking whose payments are events of their own: how many */
  parts: z.number().int().optional(),
  /** of a collective booking that cannot be told apart: how many payments the bank states */
  payments: z.number().int().optional(),
})
export type BankEntry = z.infer<typeof bankEntry>

/**
 * Versions below this one are those of statements: 1 as booked, 2 a collective booking told apart (its amount is 0
 * then, and its payments stand beside it). Whoever finds out whose money it is writes this version or a higher one.
 */
export const FIRST_MATCHED_VERSION = 10
