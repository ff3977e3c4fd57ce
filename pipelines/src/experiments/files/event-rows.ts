import { z } from 'zod'
import { csvRows, dayOf, numberOf, requireColumn } from './csv-rows'
import { StudyError } from './study-error'

/** Something that a customer did after (or before) the exposure. */
export interface StudyEvent {
  customerId: string
  /** days since 1970 */
  day: number
  /** type of the event contract; `payment.received` where the file has no type */
  type: string
  amount: number | null
}

const line = z.looseObject({
  customer_id: z.union([z.string(), z.number()]).transform(String),
  event_type: z.string().optional(),
  type: z.string().optional(),
  occurred_on: z.string().optional(),
  occurred_at: z.string().optional(),
  date: z.string().optional(),
  amount: z.union([z.string(), z.number()]).nullish(),
})

/**
 * Events from NDJSON (the event contract, or customer_id, date, amount) or CSV with the same columns.
 * @throws StudyError that names file, line and how to mend it
 */
export function eventRows(text: string, file: string): StudyEvent[] {
  const first = text.replace(/^\uFEFF/, '').trimStart()[0]
  return first === '{' ? fromLines(text, file) : fromCsv(text, file)
}

function fromLines(text: string, file: string): StudyEvent[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((row, i) => {
      if (row.trim() === '') return []
      let value: unknown
      try {
        value = JSON.parse(row)
      } catch {
        throw new StudyError(
          'study/bad-row',
          `${file}, line ${i + 1} is no JSON object; write one event a line.`,
        )
      }
      const read = line.safeParse(value)
      if (!read.success) {
        const what = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        throw new StudyError('study/bad-row', `${file}, line ${i + 1}: ${what}`)
      }
      const { customer_id: customerId, event_type, type, occurred_on, occurred_at, date, amount } = read.data
      const when = occurred_on ?? occurred_at ?? date ?? ''
      return [
        {
          customerId,
          day: dayOf(when, file, i + 1, 'occurred_on'),
          type: event_type ?? type ?? 'payment.received',
          amount:
            amount === undefined || amount === null ? null : numberOf(String(amount), file, i + 1, 'amount'),
        },
      ]
    })
}

function fromCsv(text: string, file: string): StudyEvent[] {
  const table = csvRows(text, file)
  const pick = (names: string[]) => names.find((one) => table.columns.includes(one))
  const id = requireColumn(table, 'customer_id', 'who it happened to')
  const when = pick(['date', 'occurred_on', 'occurred_at', 'event_date', 'paid_on', 'paid_at'])
  const at = when ?? requireColumn(table, 'date', 'when it happened')
  const type = pick(['event_type', 'type', 'event'])
  const amount = pick(['amount', 'paid', 'value'])
  return table.rows.map(({ line: number, cells }) => ({
    customerId: cells[id] ?? '',
    day: dayOf(cells[at] ?? '', file, number, at),
    type: type === undefined || cells[type] === '' ? 'payment.received' : (cells[type] ?? ''),
    amount: amount === undefined ? null : numberOf(cells[amount] ?? '', file, number, amount),
  }))
}
