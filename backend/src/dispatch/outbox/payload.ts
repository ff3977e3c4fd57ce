import type { Exposure } from '../experiment/exposure'
import type { PlannedContact } from '../planner/verdict'

/** Fields that hold amounts; JSON has no whole numbers of their size, so they are kept as text. */
const AMOUNTS = new Set(['open', 'deducted', 'totalDue'])

const encoded = (value: object): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))

/** From the text, or from the object that the database made of it. */
function decoded(payload: unknown): unknown {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return JSON.parse(text, (key, value: unknown) =>
    AMOUNTS.has(key) && typeof value === 'string' ? BigInt(value) : value,
  )
}

/** A planned contact as JSON, amounts as decimal text of ten-thousandths. */
export const encodeContact = (contact: PlannedContact): string => encoded(contact)

/** The contact that `encodeContact` wrote. */
export const decodeContact = (payload: unknown): PlannedContact => decoded(payload) as PlannedContact

/** An entry into an experiment, as a planned contact. */
export const encodeExposure = (exposure: Exposure): string => encoded(exposure)
export const decodeExposure = (payload: unknown): Exposure => decoded(payload) as Exposure
