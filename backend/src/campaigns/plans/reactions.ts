import type { Reaction } from '../campaign.contract'

/** What every plan answers to, by e-mail with the text of its own name. */
export const usualReactions: readonly Reaction[] = (
  [
    ['part_payment', 0],
    ['promise', 0],
    ['broken_promise', 3],
    ['claimed_payment', 0],
    ['dispute', 0],
    ['plan', 0],
    ['call', 0],
  ] as const
).map(([on, delay_days]) => ({ on, channel: 'email', template: on, delay_days }))

export const thanks: Reaction = { on: 'payment', channel: 'email', template: 'payment', delay_days: 0 }
