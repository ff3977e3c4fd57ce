import { z } from 'zod'
import { askedDay, day } from '../http/shapes.contract'
import { campaignDefinition, campaignState, channel, stepKind } from './campaign.contract'

const words = z.object({ fr: z.string(), en: z.string() })

/** One thing that a check found: where, what, how to mend it. An error keeps the campaign from being approved. */
export const campaignFinding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  /** null: the campaign as a whole */
  place: z
    .object({
      /** number of the scenario from 1; 0 for reactions */
      scenario: z.number().int(),
      segment: z.string().nullable(),
      /** id of the step, or what a reaction answers to */
      step: z.string(),
      channel: channel.nullable(),
      language: z.string().nullable(),
      /** kind of debtor that it is about; null: all */
      debtor_kind: z.string().nullable(),
    })
    .nullable(),
  message: words,
  mend: words,
  /** of findings of law: article, source, first and last day of the rule */
  law: z
    .object({
      rule: z.string(),
      article: z.string(),
      source: z.string(),
      valid_from: day,
      valid_to: day.nullable(),
    })
    .nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type CampaignFinding = z.infer<typeof campaignFinding>

export const campaignCheck = z.object({
  on: day,
  version: z.number().int(),
  errors: z.number().int(),
  warnings: z.number().int(),
  findings: z.array(campaignFinding),
  /** who would be reached on that day, by segment and kind */
  population: z.array(
    z.object({
      segment: z.string(),
      kind: z.string(),
      language: z.string(),
      country: z.string(),
      customers: z.number().int(),
    }),
  ),
})
export type CampaignCheck = z.infer<typeof campaignCheck>

export const campaign = z.object({
  id: z.uuid(),
  name: z.string(),
  state: campaignState,
  version: z.number().int(),
  generation: z.number().int(),
  parent_id: z.uuid().nullable(),
  priority: z.number().int(),
  created_by: z.string(),
  edited_by: z.string(),
  approved_by: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  /** version that the last check looked at; null: never */
  checked_version: z.number().int().nullable(),
  errors: z.number().int().nullable(),
  warnings: z.number().int().nullable(),
})
export type Campaign = z.infer<typeof campaign>

export const campaignDetail = campaign.extend({
  definition: campaignDefinition,
  /** template family → version that it sends, set at its start */
  templates: z.record(z.string(), z.number().int()),
  check: campaignCheck.nullable(),
})
export type CampaignDetail = z.infer<typeof campaignDetail>

/** GET /api/campaigns, active ones first, then the newest */
export const campaignsQuery = z.object({ state: campaignState.optional() })
export type CampaignsQuery = z.input<typeof campaignsQuery>
export const campaignsAnswer = z.object({ rows: z.array(campaign) })
export type CampaignsAnswer = z.infer<typeof campaignsAnswer>

/** POST /api/campaigns: a design of one's own, or one of the ready-made plans. */
export const newCampaign = z.union([
  z.strictObject({ definition: campaignDefinition }),
  z.strictObject({ plan: z.string().max(60), name: z.string().trim().min(1).max(120).optional() }),
])
export type NewCampaign = z.input<typeof newCampaign>

/** PUT /api/campaigns/{id}: `version` is the one that was edited; another in between is told, not overwritten. */
export const campaignChange = z.strictObject({
  definition: campaignDefinition,
  version: z.number().int().min(1),
})
export type CampaignChange = z.input<typeof campaignChange>

/** POST /api/campaigns/{id}/approve, start, pause, resume, end, clone */
export const campaignMove = z.strictObject({ note: z.string().max(1000).default('') }).default({ note: '' })
export const cloneRequest = z.strictObject({ name: z.string().trim().min(1).max(120).optional() }).default({})

/** GET /api/campaigns/{id}/log, newest first */
export const campaignLogAnswer = z.object({
  rows: z.array(
    z.object({
      at: z.string(),
      actor: z.string(),
      action: z.string(),
      from_state: campaignState.nullable(),
      to_state: campaignState.nullable(),
      version: z.number().int(),
      note: z.string(),
    }),
  ),
})
export type CampaignLogAnswer = z.infer<typeof campaignLogAnswer>

/** GET /api/campaigns/plans */
export const campaignPlan = z.object({
  id: z.string(),
  name: words,
  purpose: words,
  /** payer profile it is made for; null: everybody */
  profile: z.string().nullable(),
  definition: campaignDefinition,
})
export type CampaignPlan = z.infer<typeof campaignPlan>
export const campaignPlansAnswer = z.object({ plans: z.array(campaignPlan) })
export type CampaignPlansAnswer = z.infer<typeof campaignPlansAnswer>

/** POST /api/campaigns/{id}/dry-run: answers a job; its result is GET …/dry-runs/{job id}. */
export const dryRunRequest = z.strictObject({
  days: z.number().int().min(1).max(400).default(90),
  /** first day lived; today by default, an earlier one asks what it would have sent */
  from: askedDay.optional(),
})
export type DryRunRequest = z.input<typeof dryRunRequest>

export const dryRun = z.object({
  id: z.uuid(),
  campaign_id: z.uuid(),
  version: z.number().int(),
  from: day,
  days: z.number().int(),
  created_at: z.string(),
  /** null while it runs */
  summary: z
    .object({
      customers: z.number().int(),
      contacts: z.number().int(),
      cost: z.string(),
      by_day: z.array(z.object({ day, channel, contacts: z.number().int(), cost: z.string() })),
      by_step: z.array(
        z.object({
          segment: z.string(),
          step: z.string(),
          kind: z.union([stepKind, z.literal('reaction')]),
          contacts: z.number().int(),
          customers: z.number().int(),
          claimed: z.string(),
        }),
      ),
      /** reason → days of customers without a message for it */
      verdicts: z.record(z.string(), z.number().int()),
      /** contacts that came due and were withdrawn before they went */
      withdrawn: z.number().int(),
    })
    .nullable(),
})
export type DryRun = z.infer<typeof dryRun>
export const dryRunsAnswer = z.object({ rows: z.array(dryRun) })
export type DryRunsAnswer = z.infer<typeof dryRunsAnswer>

/** GET, PUT /api/campaigns/settings */
export const campaignSettings = z.strictObject({
  /** true: who edited a design last may not approve it */
  second_approver: z.boolean().default(false),
  /** what one message costs, by channel, in the creditor's currency */
  costs: z.record(channel, z.string().regex(/^\d{1,6}(\.\d{1,4})?$/)).default(() => ({ ...COSTS })),
})
export type CampaignSettings = z.infer<typeof campaignSettings>

/** Rough prices of 2026 in euros: postage of a letter and a registered one, ten minutes of a clerk for a call. */
const COSTS = {
  email: '0.01',
  sms: '0.08',
  letter: '2.50',
  registered_letter: '7.50',
  phone: '6.20',
  task: '6.20',
  webhook: '0',
} as const
