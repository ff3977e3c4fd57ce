/** Why a row is not accepted: code → what it means. The code is the translation key. */
export const reasonCodes = {
  missing_field: 'A value that this row needs is empty',
  unknown_type: 'There is no such type of event',
  bad_date: 'No date, an impossible one, before 1990 or more than five years ahead',
  bad_amount: 'The amount cannot be read',
  negative_amount: 'This amount may not be negative',
  unknown_currency: 'Not a currency code of ISO 4217',
  due_before_issue: 'The due date is before the issue date',
  unknown_invoice: 'The invoice is not known (yet); the row waits for it',
  duplicate_conflict: 'The same id came with other content and no newer version',
  invoice_differs:
    'The invoice is known with another total or other days; all rows of one invoice must come in one file',
  too_large: 'The row is longer than 1 MB',
  bad_encoding: 'The text is not in the encoding of the file',
  malformed: 'The row cannot be parted into its fields, or one of them is not what it should be',
  sibling_rejected: 'Another row of the same document was rejected',
} as const
export type ReasonCode = keyof typeof reasonCodes

/** Why a row is rightly left out: counted, not stored. */
export const ignoredReasons = {
  totals_line: 'Line of totals',
  empty_row: 'Row without content',
  not_receivable: 'Not money owed by a customer',
  moved: 'Moved between accounts of one customer: what is owed stays owed',
  not_customer_money: 'Money that does not come from a customer',
  not_booked: 'Announced by the bank, not booked yet',
  draft: 'A draft: not issued',
  unknown_topic: 'A message about something else',
} as const
export type IgnoredReason = keyof typeof ignoredReasons
