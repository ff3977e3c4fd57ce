import type { CampaignState } from '@relance/backend/contract'
import type { CampaignMove } from '../../api/campaigns'
import type { IconName } from '../../ui/icons'

type Badge = { kind: 'ok' | 'caution' | 'harm' | 'off' | 'run'; icon: IconName }

export const badges: Record<CampaignState, Badge> = {
  draft: { kind: 'off', icon: 'file' },
  checked: { kind: 'ok', icon: 'ok' },
  approved: { kind: 'ok', icon: 'ok' },
  running: { kind: 'run', icon: 'play' },
  paused: { kind: 'caution', icon: 'pause' },
  ended: { kind: 'off', icon: 'halt' },
}

/** What comes next for a campaign in a state; nothing once it has ended. */
export const nextMove: Record<CampaignState, CampaignMove | undefined> = {
  draft: 'check',
  checked: 'approve',
  approved: 'start',
  running: 'pause',
  paused: 'resume',
  ended: undefined,
}

/** Acts that are asked about first, since they change what customers receive. */
export const asked: readonly CampaignMove[] = ['start', 'pause', 'resume', 'end']

export const isOpen = (state: CampaignState) => !['running', 'paused', 'ended'].includes(state)

export type RowMove = 'start' | 'pause' | 'resume' | 'end' | 'clone' | 'delete'

/** What the list offers for a campaign beside opening it, in the order of its menu. */
export function rowMoves(state: CampaignState, started: boolean): RowMove[] {
  const way: Record<CampaignState, RowMove[]> = {
    draft: [],
    checked: [],
    approved: ['start'],
    running: ['pause', 'end'],
    paused: ['resume', 'end'],
    ended: [],
  }
  return [...way[state], 'clone', ...(started ? [] : (['delete'] as const))]
}
