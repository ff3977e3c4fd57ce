import type { PlannedContact } from '../planner/verdict'

/** Fields that hold amounts; JSON has no whole numbers of their size, so they are kept as text. */
const AMOUNTS = new Set(['open', 'deducted', 'totalDue'])

/** A planned contact as JSON, amounts as decimal text of ten-thousandths. */
export const encodeContact = (contact: PlannedContact): string =>
  JSON.stringify(contact, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** The contact that `encodeContact` wrote, from its text or from the object that the database made of it. */
export function decodeContact(payload: unknown): PlannedContact {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return JSON.parse(text, (key, value: unknown) =>
    AMOUNTS.has(key) && typeof value === 'string' ? BigInt(value) : value,
  ) as PlannedContact
}
