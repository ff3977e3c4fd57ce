import { AppError } from '../http/app-error'
import type { CampaignState } from './campaign.contract'

/** What a person can do with a campaign, and what it becomes. */
const MOVES = {
  approve: { from: ['checked'], to: 'approved' },
  start: { from: ['approved'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  end: { from: ['draft', 'checked', 'approved', 'running', 'paused'], to: 'ended' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>
export type Move = keyof typeof MOVES

const HINTS: Record<Move, string> = {
  approve: 'Check it first; a check without errors makes it ready for approval.',
  start: 'It has to be checked and approved first.',
  pause: 'Only a running campaign can be paused.',
  resume: 'Only a paused campaign can be resumed.',
  end: 'It has ended already.',
}

/**
 * The state after a move.
 * @throws AppError `campaigns/wrong-state` with what has to come first
 */
export function moved(state: CampaignState, move: Move): CampaignState {
  const { from, to } = MOVES[move]
  if ((from as readonly string[]).includes(state)) return to
  const message = `A campaign that is ${state} cannot be moved by “${move}”. ${HINTS[move]}`
  throw new AppError('campaigns/wrong-state', 409, message, { state, move })
}

/** States in which the design may still change. */
const OPEN_STATES: readonly CampaignState[] = ['draft', 'checked', 'approved']
export const isOpen = (state: CampaignState): boolean => OPEN_STATES.includes(state)

/** States in which it sends, or will once it is resumed. */
export const ACTIVE_STATES = ['running', 'paused'] as const satisfies readonly CampaignState[]
