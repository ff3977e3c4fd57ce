import type { CustomerRecord } from '../planner/customer-record'
import type { PlannedContact } from '../planner/verdict'
import type { World } from '../planner/world'
import { PayerContacts } from '../records/payer-contacts'
import { customerKey } from '../records/records'

/** A world in which what this run has planned for one customer of a payer counts for the others at once. */
export function withPlanned(world: World): {
  world: World
  note(record: CustomerRecord, contact: PlannedContact): void
} {
  const planned = new PayerContacts()
  return {
    world: {
      ...world,
      contactsOfPayer: (record) => {
        const others = planned.ofOthers(record)
        const known = world.contactsOfPayer(record)
        return others.length === 0 ? known : [...known, ...others].sort((a, b) => a.at - b.at)
      },
    },
    note: (record, { notBefore, channel, campaignId, stepId, kind }) => {
      const counts = kind !== 'reaction'
      const contact = { reminderId: '', at: notBefore, channel, campaignId, stepId, kind, counts, claims: [] }
      planned.add(record.payer, customerKey(record), contact)
    },
  }
}
