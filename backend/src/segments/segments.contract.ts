import { z } from 'zod'
import { askedDay, cursor, day, list, money, next, pageLimit } from '../http/shapes.contract'

/** A rule in the language of segments; what is wrong with it is said by `segments/bad-rule`. */
const rule = z.unknown().refine((given) => given !== undefined, { error: 'a rule is needed' })

/** Something wrong with a rule: where, and what to do. */
export const ruleFault = z.object({
  /** place in the rule, e.g. all.0 or any.1.not */
  path: z.string(),
  code: z.enum(['shape', 'unknown_field', 'wrong_operator', 'wrong_value', 'too_deep']),
  field: z.string(),
  message: z.string(),
  /** what may stand there instead */
  choices: z.array(z.string()),
})
export type RuleFault = z.infer<typeof ruleFault>

/** Why the rule may not choose tone, channel or holdout of natural persons. */
export const segmentWarning = z.object({
  field: z.string(),
  code: z.enum([
    'segment/stand-in',
    'segment/profiling-without-assessment',
    'segment/custom-field-to-review',
    'segment/no-risk-model',
  ]),
})
export type SegmentWarning = z.infer<typeof segmentWarning>

/** POST /api/segments/preview */
export const segmentPreviewRequest = z.object({
  rule,
  as_of: askedDay.optional(),
  entity: z.array(z.string().max(100)).optional(),
})
export type SegmentPreviewRequest = z.input<typeof segmentPreviewRequest>

export const segmentPreview = z.object({
  as_of: day,
  customers: z.number().int(),
  /** in the currency of each creditor */
  open: money,
  overdue: money,
  natural_persons: z.number().int(),
  /** the first twenty, largest overdue amount first */
  names: z.array(
    z.object({
      entity_id: z.string(),
      customer_id: z.string(),
      name: z.string(),
      kind: z.string(),
      open: money,
      overdue: money,
    }),
  ),
  warnings: z.array(segmentWarning),
})
export type SegmentPreview = z.infer<typeof segmentPreview>

/** GET /api/segments/fields: what a rule may name. */
const field = z.object({
  field: z.string(),
  type: z.enum(['number', 'text', 'boolean', 'list']),
  unit: z.string(),
  operators: z.array(z.string()),
  /** never for natural persons */
  stand_in: z.boolean(),
  /** for natural persons only with an assessment of data protection */
  profiling: z.boolean(),
})
export const segmentFieldsAnswer = z.object({ customer: z.array(field), invoice: z.array(field) })
export type SegmentFieldsAnswer = z.infer<typeof segmentFieldsAnswer>

/** A typical member, as a note for whoever writes to them. */
export const persona = z.strictObject({
  name: z.string().trim().min(1).max(120),
  motives: z.string().max(2000).default(''),
  channel: z.string().max(40).default(''),
})

/** POST /api/segments, PUT /api/segments/{id}. The id is made of the first name and never changes. */
export const newSegment = z.object({
  name: z.string().trim().min(1).max(200),
  rule,
  notes: z.string().max(4000).default(''),
  persona: persona.nullable().default(null),
})
export type NewSegment = z.input<typeof newSegment>

export const savedSegment = z.object({
  id: z.string(),
  name: z.string(),
  rule: z.unknown(),
  notes: z.string(),
  persona: persona.nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  warnings: z.array(segmentWarning),
})
export type SavedSegment = z.infer<typeof savedSegment>

/** GET /api/segments, by name */
export const segmentsAnswer = z.object({ rows: z.array(savedSegment) })
export type SegmentsAnswer = z.infer<typeof segmentsAnswer>

/** GET, PUT /api/segments/assessment: with it, profiles and risk are computed for natural persons as well. */
export const assessment = z.object({
  recorded_on: day,
  by: z.string().trim().min(1).max(200),
  note: z.string().max(4000).default(''),
})
export const assessmentAnswer = z.object({ assessment: assessment.nullable() })
export type AssessmentAnswer = z.infer<typeof assessmentAnswer>

export const PAYER_PROFILES = [
  'good',
  'new',
  'sincere_forgetter',
  'organised_late',
  'dominant',
  'selective',
  'over_controlled',
  'disorganised',
  'insolvent',
] as const
export const payerProfile = z.enum(PAYER_PROFILES)

/** GET /api/segments/profiles */
export const profilesQuery = z.object({
  as_of: askedDay.optional(),
  entity: list.optional(),
  customer: list.optional(),
  limit: pageLimit,
  cursor,
})
export type ProfilesQuery = z.input<typeof profilesQuery>

const reason = z.object({ code: z.string(), params: z.record(z.string(), z.number()) })
export const customerProfile = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  kind: z.string(),
  /** null: nothing fits, or withheld for a natural person */
  profile: payerProfile.nullable(),
  withheld: z.boolean(),
  /** what history says, whatever was set by hand */
  found: payerProfile.nullable(),
  reasons: z.array(reason),
  by_hand: z.object({ profile: payerProfile, reason: z.string(), by: z.string(), at: z.string() }).nullable(),
  /** chance in % that his usual invoice is paid late; null without a model */
  risk: z.number().min(0).max(100).nullable(),
  /** what raises the risk most, largest first; negative contributions lower it */
  risk_reasons: z.array(z.object({ feature: z.string(), contribution: z.number() })),
})
export type CustomerProfile = z.infer<typeof customerProfile>
export const profilesAnswer = z.object({ as_of: day, rows: z.array(customerProfile), next })
export type ProfilesAnswer = z.infer<typeof profilesAnswer>

/** PUT /api/segments/profiles: sets a customer's profile by hand; null goes back to what history says. */
export const profileByHand = z.object({
  entity_id: z.string().min(1).max(400),
  customer_id: z.string().min(1).max(400),
  profile: payerProfile.nullable(),
  reason: z.string().trim().max(1000).default(''),
})
export type ProfileByHand = z.input<typeof profileByHand>

/** What the model of late payment rests on and how right it was on invoices that it had not seen. */
export const riskModel = z.object({
  fitted_at: z.string(),
  as_of: day,
  /** true when natural persons were among the examples */
  natural_persons: z.boolean(),
  /** intercept first, then one weight a feature */
  coefficients: z.array(z.number()),
  features: z.array(z.string()),
  /** mean of each feature over the examples: what a risk is explained against */
  means: z.array(z.number()),
  invoices: z.number().int(),
  late_invoices: z.number().int(),
  test: z.object({
    /** first issue date of the invoices that it had not seen */
    from: day,
    invoices: z.number().int(),
    late_invoices: z.number().int(),
    /** mean squared difference of forecast and outcome: smaller is better */
    brier: z.number(),
    /** the same for a forecast that gives everybody the share known before */
    brier_of_base_rate: z.number(),
    /** chance that of one late and one punctual invoice the late one has the higher risk */
    auc: z.number(),
    bins: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        invoices: z.number().int(),
        forecast: z.number(),
        late: z.number(),
      }),
    ),
  }),
})
export type RiskModel = z.infer<typeof riskModel>
/** GET, POST /api/segments/risk */
export const riskAnswer = z.object({ model: riskModel.nullable() })
export type RiskAnswer = z.infer<typeof riskAnswer>
