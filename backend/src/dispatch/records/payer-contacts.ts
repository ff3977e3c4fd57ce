import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import type { CustomerRecord, PastContact } from '../planner/customer-record'
import { addDays } from '../planner/days'
import payerContactsSql from './queries/payer-contacts.sql?raw'
import sharedPayersSql from './queries/shared-payers.sql?raw'
import { customerKey } from './records'

/** The longest cap looks back thirty days; one more for the zones of the earth. */
const DAYS_BACK = 31

const contactRow = z.object({
  payer: z.string(),
  entity_id: z.string(),
  customer_id: z.string(),
  at: z.coerce.number(),
  channel: z.string(),
  reminder_id: z.string(),
  kind: z.string(),
})

type OfPayer = (record: CustomerRecord) => readonly PastContact[]
const NONE: readonly PastContact[] = []

/** Contacts of payers by customer, so that each of their customers can be told those of the others. */
export class PayerContacts {
  readonly #byPayer = new Map<string, { customer: string; contact: PastContact }[]>()

  add(payer: string, customer: string, contact: PastContact): void {
    const list = this.#byPayer.get(payer)
    if (list) list.push({ customer, contact })
    else this.#byPayer.set(payer, [{ customer, contact }])
  }

  /** Contacts, made and planned, of the other customers of the same payer. */
  readonly ofOthers: OfPayer = (record) => {
    const list = this.#byPayer.get(record.payer)
    if (!list) return NONE
    const own = customerKey(record)
    return list.filter(({ customer }) => customer !== own).map(({ contact }) => contact)
  }
}

/**
 * What payers with several customers were sent in the last weeks. Caps hold per payer, over all creditors.
 * @throws WarehouseError
 */
export async function payerContacts(warehouse: Warehouse, now: Date): Promise<OfPayer> {
  const since = addDays(now.toISOString().slice(0, 10), -DAYS_BACK)
  const contacts = new PayerContacts()
  const query = { name: 'payer-contacts', sql: payerContactsSql, params: { since }, row: contactRow }
  for await (const row of warehouse.rows(query)) {
    const { reminder_id: reminderId, at, channel, kind } = row
    const customer = customerKey({ entityId: row.entity_id, customerId: row.customer_id })
    contacts.add(row.payer, customer, {
      reminderId,
      at,
      channel: channel === '' ? 'phone' : channel,
      campaignId: '',
      stepId: '',
      kind,
      counts: kind !== 'reaction',
      claims: [],
    })
  }
  return contacts.ofOthers
}

/** Payers with more than one customer, of whatever creditor. @throws WarehouseError */
export async function sharedPayers(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const row = z.object({ payer: z.string() })
  const rows = await warehouse.query({ name: 'shared-payers', sql: sharedPayersSql, row })
  return new Set(rows.map(({ payer }) => payer))
}
