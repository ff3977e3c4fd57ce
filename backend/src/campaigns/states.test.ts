import { expect, it } from 'vitest'
import { AppError } from '../http/app-error'
import { CAMPAIGN_STATES } from './campaign.contract'
import type { CampaignState } from './campaign.contract'
import { isOpen, moved } from './states'
import type { Move } from './states'

const MOVES: readonly Move[] = ['approve', 'start', 'pause', 'resume', 'end']
const allowed: Record<CampaignState, Partial<Record<Move, CampaignState>>> = {
  draft: { end: 'ended' },
  checked: { approve: 'approved', end: 'ended' },
  approved: { start: 'running', end: 'ended' },
  running: { pause: 'paused', end: 'ended' },
  paused: { resume: 'running', end: 'ended' },
  ended: {},
}

it.each(CAMPAIGN_STATES.flatMap((state) => MOVES.map((move) => [state, move] as const)))(
  'a campaign that is %s is moved by %s only where that is allowed',
  (state, move) => {
    const to = allowed[state][move]
    if (to !== undefined) expect(moved(state, move)).toBe(to)
    else expect(() => moved(state, move)).toThrow(AppError)
  },
)

it('keeps a design that is sent, or was, from changing', () => {
  expect(CAMPAIGN_STATES.filter(isOpen)).toEqual(['draft', 'checked', 'approved'])
})
