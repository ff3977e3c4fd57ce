import type { OutcomeRequest, Task } from '@relance/backend/contract'

export type Outcome = OutcomeRequest['outcome']

/** Outcomes in the order of their buttons, each with its key: the same digits in every language. */
const OUTCOMES: readonly Outcome[] = [
  'reached',
  'no_answer',
  'promise',
  'dispute',
  'claims_paid',
  'wrong_number',
  'refused',
  'handed_over',
]
/** What may come of giving a file to litigation; of a call all the others. */
const OF_HAND_OVER: readonly Outcome[] = ['handed_over', 'promise', 'dispute', 'claims_paid']

export const outcomesOf = (kind: Task['kind']): readonly Outcome[] =>
  kind === 'hand_over' ? OF_HAND_OVER : OUTCOMES.filter((outcome) => outcome !== 'handed_over')
export const keyOf = (outcome: Outcome) => String(OUTCOMES.indexOf(outcome) + 1)

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** The outcome that a key records of a task; none where the key belongs to the browser or to other tasks. */
export function outcomeOf(pressed: Pressed, kind: Task['kind']): Outcome | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  return outcomesOf(kind).find((outcome) => keyOf(outcome) === pressed.key)
}
