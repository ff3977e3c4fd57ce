import { z } from 'zod'
import { day } from '../http/shapes.contract'

const cutDimensions = ['country', 'kind', 'sector', 'size', 'account_manager', 'segment'] as const

/** When a figure is to be told: it crosses a limit, or leaves the range in which it usually lies. */
export const alertRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('limit'),
    side: z.enum(['above', 'below']),
    /** in the KPI's own unit: 0.85 is 85 %, 45 is 45 days */
    value: z.number().min(-1e12).max(1e12),
  }),
  z.strictObject({ kind: z.literal('range'), side: z.enum(['both', 'above', 'below']) }),
])
export type AlertRule = z.infer<typeof alertRule>

const watched = {
  kpi: z.string().min(1).max(60),
  /** empty: the whole group */
  entity_id: z.string().max(60).default(''),
  currency: z.string().length(3),
  /** one part of the customers, e.g. a sector; of a segment its id */
  part: z
    .strictObject({ dimension: z.enum(cutDimensions), value: z.string().min(1).max(200) })
    .nullable()
    .default(null),
  rule: alertRule,
}

/** POST /api/alerts, PUT /api/alerts/{id} */
export const newAlert = z.object({
  ...watched,
  /** people who see these figures */
  to_users: z.array(z.string().max(60)).max(50).default([]),
  to_webhook: z.boolean().default(false),
})
export type NewAlert = z.input<typeof newAlert>

/** POST /api/alerts/trial: what the rule says today, before it is kept */
export const alertTrial = z.object(watched)
export type AlertTrial = z.input<typeof alertTrial>

const limits = z.object({ low: z.number(), high: z.number() })
/** What a look found, with everything the verdict stands on. */
export const alertFinding = z.object({
  /** figures of the month up to this day, the data cut */
  day,
  outcome: z.enum(['well', 'alerting', 'no_value']),
  value: z.number().nullable(),
  /** why there is no value or no range */
  reason: z.string().nullable(),
  range: limits
    .extend({
      expected: z.number(),
      /** past figures that it stands on */
      figures: z.number().int(),
      spread: z.number(),
      spreads: z.number(),
      year_ago: limits.nullable(),
    })
    .nullable(),
})
export type AlertFinding = z.infer<typeof alertFinding>

const words = z.object({ fr: z.string(), en: z.string() })
export const alertRow = newAlert.extend({
  id: z.string(),
  state: z.enum(['new', 'well', 'alerting', 'no_value']),
  /** true: the segment was deleted, so nothing is watched */
  segment_gone: z.boolean(),
  since: day.nullable(),
  muted_until: day.nullable(),
  /** names of the people, for readers */
  people: z.array(z.string()),
  last: alertFinding.nullable(),
  words: z.object({
    /** what is watched, of whom */
    subject: words,
    /** the rule, and how it is computed */
    rule: words,
    /** the last finding in its numbers */
    finding: words.nullable(),
  }),
})
export type AlertRow = z.infer<typeof alertRow>

/** GET /api/alerts */
export const alertsListed = z.object({ rows: z.array(alertRow) })
export type AlertsListed = z.infer<typeof alertsListed>

/** POST /api/alerts/trial */
export const trialAnswer = z.object({
  finding: alertFinding.nullable(),
  words: z.object({ rule: words, finding: words.nullable() }),
})
export type TrialAnswer = z.infer<typeof trialAnswer>

/** GET /api/alerts/{id}/checks, the latest first */
export const alertChecks = z.object({ rows: z.array(alertFinding) })
export type AlertChecks = z.infer<typeof alertChecks>

/** POST /api/alerts/{id}/mute; null: no longer */
export const alertMute = z.object({ until: day.nullable() })
