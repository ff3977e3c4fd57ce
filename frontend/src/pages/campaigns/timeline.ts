import type { Step, StepKind } from '@relance/backend/contract'

export const KINDS: readonly StepKind[] = [
  'satisfaction',
  'before_due',
  'courteous',
  'firm',
  'formal_notice',
  'order_stop',
  'hand_over',
]
export const EARLIEST = -60
export const LATEST = 730

/** The day of each step from the due date; one that counts from the step before it adds to that one's day. */
export function daysOf(steps: readonly Pick<Step, 'day'>[]): number[] {
  let before = 0
  return steps.map(({ day }) => (before = 'from_due' in day ? day.from_due : before + day.after_previous))
}

/**
 * Puts a step on another day and keeps all steps in the order of their days. A step that counted from the one before
 * it goes on to do so unless another comes before it now; then it keeps its day, counted from the due date.
 * @returns the new steps, and where the moved one stands among them
 */
export function moveStep(
  steps: readonly Step[],
  index: number,
  to: number,
): { steps: Step[]; index: number } {
  const day = Math.max(EARLIEST, Math.min(LATEST, to))
  const own = daysOf(steps)
  const after = own.slice(index + 1)
  const shift = steps
    .slice(index + 1)
    .map((step) => 'after_previous' in step.day)
    .indexOf(false)
  // What counts from the moved step moves with it, as far as the chain goes.
  const chain = shift === -1 ? after.length : shift
  const days = own.map((old, at) => {
    if (at === index) return day
    return at > index && at <= index + chain ? old + day - (own[index] ?? 0) : old
  })
  const order = steps.map((_, at) => at).sort((a, b) => (days[a] ?? 0) - (days[b] ?? 0) || a - b)
  const next = order.map((at, place) => {
    const step = steps[at] as Step
    const own = days[at] ?? 0
    const before = order[place - 1]
    const follows = 'after_previous' in step.day && before === at - 1 && before !== undefined
    const gap = own - (before === undefined ? 0 : (days[before] ?? 0))
    if (follows && gap >= 1) return { ...step, day: { after_previous: gap } }
    return { ...step, day: { from_due: own } }
  })
  return { steps: next, index: order.indexOf(index) }
}

/** An id that no step has yet: the kind, with a number where it is taken. */
export function freshId(steps: readonly Pick<Step, 'id'>[], kind: StepKind): string {
  const base = kind.replaceAll('_', '-')
  const taken = new Set(steps.map(({ id }) => id))
  if (!taken.has(base)) return base
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`
}

const DEFAULTS: Record<StepKind, Pick<Step, 'channels' | 'tone' | 'required'>> = {
  satisfaction: { channels: ['email'], tone: 'friendly', required: false },
  before_due: { channels: ['email'], tone: 'friendly', required: false },
  courteous: { channels: ['email'], tone: 'friendly', required: true },
  firm: { channels: ['email'], tone: 'firm', required: true },
  formal_notice: { channels: ['registered_letter'], tone: 'formal', required: true },
  order_stop: { channels: ['email'], tone: 'firm', required: false },
  hand_over: { channels: ['letter'], tone: 'formal', required: true },
}

/** Adds a step of a kind a week after the last one. */
export function addStep(steps: readonly Step[], kind: StepKind): Step[] {
  const last = daysOf(steps).at(-1)
  const day = kind === 'before_due' || kind === 'satisfaction' ? -5 : (last ?? -3) + 7
  const made: Step = {
    ...DEFAULTS[kind],
    id: freshId(steps, kind),
    kind,
    day: { from_due: day },
    rotate: false,
    template: kind,
    contact_role: 'accounts_payable',
    attach: [],
    copy_to_account_manager: false,
  }
  return moveStep([...steps, made], steps.length, day).steps
}
