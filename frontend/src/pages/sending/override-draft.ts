import type { CampaignDetail, NewOverride } from '@relance/backend/contract'

export const KINDS = ['hold', 'channel', 'skip_step', 'force_step', 'resume'] as const
export const CHANNELS = ['email', 'sms', 'letter', 'registered_letter', 'phone'] as const

/** What stands in the form. */
export interface OverrideDraft {
  kind: (typeof KINDS)[number]
  entity: string
  /** empty: until somebody ends it */
  until: string
  campaign: string
  step: string
  channel: (typeof CHANNELS)[number]
  reason: string
}

/** The decision that the form states; null while something of it is missing. */
export function overrideOf(draft: OverrideDraft, customer: string): NewOverride | null {
  const { kind, entity, until, campaign, step, channel } = draft
  const reason = draft.reason.trim()
  if (reason.length < 3 || entity === '') return null
  const whose = { entity_id: entity, customer_id: customer, reason }
  if (kind === 'hold') return { kind, ...whose, until: until === '' ? null : until }
  if (kind === 'channel') return { kind, ...whose, channel }
  if (kind === 'resume') return { kind, ...whose }
  return campaign === '' || step === '' ? null : { kind, ...whose, campaign_id: campaign, step_id: step }
}

/** Steps of a campaign over all its ways, each once. */
export function stepsOf(campaign: CampaignDetail | undefined): { id: string; kind: string }[] {
  const all = campaign?.definition.scenarios.flatMap(({ steps }) => steps) ?? []
  return [...new Map(all.map(({ id, kind }) => [id, { id, kind }])).values()]
}
