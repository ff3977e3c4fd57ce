import type { OutcomeRequest } from '@relance/backend/contract'

export type Outcome = OutcomeRequest['outcome']

/** Outcomes in the order of their buttons, each with its key: the same digits in every language. */
export const OUTCOMES: readonly Outcome[] = [
  'reached',
  'no_answer',
  'promise',
  'dispute',
  'claims_paid',
  'wrong_number',
  'refused',
]
export const keyOf = (outcome: Outcome) => String(OUTCOMES.indexOf(outcome) + 1)

/** The outcome that a key records; none where the key belongs to the browser. */
export function outcomeOf(pressed: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}): Outcome | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  return OUTCOMES.find((outcome) => keyOf(outcome) === pressed.key)
}
