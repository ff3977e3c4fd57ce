import { expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../engine/testing'
import { eventsCsv, loadText } from '../ingest/testing'

const test = useWarehouse()

const invoice = (number: string, due: string, amount: number) => {
  return ['', 'invoice.issued', '2026-01-10', 'C1', number, '', amount, due, 1]
}
const payment = (day: string, number: string, amount: number) => {
  return ['', 'payment.received', day, 'C1', number, `P-${day}`, amount, '', 1]
}

it('covers what is overdue by what is on account, whatever happened to the invoices', async () => {
  await loadText(
    test.warehouse,
    eventsCsv([
      payment('2026-01-20', '', 50),
      // paid at once, late; then on the day on which it would have become late
      invoice('LATE', '2026-02-10', 100),
      payment('2026-03-01', 'LATE', 100),
      invoice('IN-TIME', '2026-03-10', 40),
      payment('2026-03-11', 'IN-TIME', 40),
      invoice('OPEN', '2026-04-01', 30),
      invoice('IN-PARTS', '2026-06-01', 20),
      payment('2026-06-10', 'IN-PARTS', 10),
    ]),
  )
  const changes = await test.warehouse.query({
    name: 'test-flows',
    sql: `SELECT day, toFloat64(on_account) AS account, toFloat64(netted_overdue) AS covered FROM account_flows ORDER BY day`,
    row: z.object({ day: z.string(), account: z.number(), covered: z.number() }),
  })
  expect(changes).toEqual([
    { day: '2026-01-20', account: 50, covered: 0 },
    { day: '2026-02-11', account: 0, covered: 50 },
    { day: '2026-03-01', account: 0, covered: -50 },
    { day: '2026-04-02', account: 0, covered: 30 },
    { day: '2026-06-02', account: 0, covered: 20 },
    { day: '2026-06-10', account: 0, covered: -10 },
  ])
})
