import { expect, it } from 'vitest'
import type { CustomerRecord } from '../../dispatch/planner/customer-record'
import { aCampaign, aCustomer, aWorld, anInvoice } from '../../dispatch/planner/testing'
import { livePayers, withoutShared } from './live-payers'
import { Tally } from './tally'

const debtor = (entityId: string, customerId: string, payer: string) =>
  aCustomer({ entityId, customerId, payer, invoices: [anInvoice({ dueOn: '2026-11-02' })] })

async function* stream(records: readonly CustomerRecord[]) {
  for (const record of records) yield await Promise.resolve(record)
}

/** Lines of messages, in the order in which they were lived, as [creditor, day]. */
async function lived(records: readonly CustomerRecord[], shared: readonly string[]) {
  const lines: string[] = []
  const life = {
    options: { from: '2026-11-09', days: 3, campaigns: [aCampaign()], world: aWorld() },
    tally: new Tally({}),
    write: (line: string) => Promise.resolve(void lines.push(line)),
    signal: new AbortController().signal,
  }
  const aside = new Map<string, CustomerRecord[]>()
  await livePayers(withoutShared(stream(records), new Set(shared), aside), life)
  await livePayers([...aside.values()].flat(), life)
  return { lines, contacts: life.tally.contacts }
}

it('caps hold over the customers of a payer wherever they stand in the stream', async () => {
  const records = [debtor('e1', 'A', 'group'), debtor('e1', 'B', 'B'), debtor('e2', 'C', 'group')]
  expect((await lived(records, [])).contacts, 'apart, each is written to').toBe(3)
  expect((await lived(records, ['group'])).contacts, 'together, one of them waits').toBe(2)
})

it('customers of two creditors with the same number are told apart', async () => {
  const records = [debtor('e1', 'A', 'p1'), { ...debtor('e2', 'A', 'p1'), invoices: [] }]
  const { lines } = await lived(records, ['p1'])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('e1')
})
