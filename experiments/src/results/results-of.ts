import { decideExperiment } from '../decision'
import type { DifferenceInterval, ExperimentDecision, SegmentEvidence, VariantEvidence } from '../decision'
import { type Measurement, isMeasurable, measured } from '../errors'
import { poolSegments, qualitativeInteraction, cochranQ } from '../pooling'
import type { RecoveryContrast } from '../recovery'
import { SEQUENTIAL_START, sequentialStep } from '../sequential'
import type { SequentialState } from '../sequential'
import { type ArmEstimate, armOverBlocks, compareArms } from './compare-arms'
import {
  type FollowedMetricId,
  type ResultsBlock,
  type ResultsInput,
  allSegments,
  contrastKey,
  followedMetrics,
} from './results-input'
import { type SplitOfBlocks, splitOfBlocks } from './split-of-blocks'

/** One variant against the control in one scope. */
export interface VariantResult {
  readonly variant: string
  /** The declared metric with the interval that the rule in force allows today. */
  readonly primary: Measurement<DifferenceInterval & { readonly p: number }>
  /** Every metric at the planned end's fixed interval: not protected against daily looks. */
  readonly fixed: Readonly<Record<FollowedMetricId, Measurement<RecoveryContrast>>>
  readonly informationShare: number
}

/** All segments together (segment `*`), or one. */
export interface ScopeResult {
  readonly segment: string
  readonly alpha: number
  readonly arms: Readonly<Record<string, Readonly<Record<FollowedMetricId, Measurement<ArmEstimate>>>>>
  readonly variants: readonly VariantResult[]
  readonly split: SplitOfBlocks
}

export interface ExperimentResults {
  readonly overall: ScopeResult
  readonly segments: readonly ScopeResult[]
  readonly decision: ExperimentDecision
  /** By variant: raw segment effects pulled together, and whether they differ. */
  readonly pooled: Readonly<Record<string, ReturnType<typeof poolSegments>>>
  readonly heterogeneity: Readonly<Record<string, ReturnType<typeof cochranQ>>>
  readonly winnerDiffers: Measurement<{ readonly p: number }>
  /** To be kept for the next look, by contrastKey. */
  readonly looks: Readonly<Record<string, SequentialState>>
}

/**
 * Question: what does an experiment show today, and what should be done?
 * Differences over blocks drawn alike (compareArms), the declared metric by the sequential rule on the information
 * clock or the fixed one; verdicts by decideExperiment; segments pooled and compared. alpha is split over variants for
 * all customers together and over variants × segments for the segments. Source: statistics.md §1–3 of the design.
 * Works from sums. Throws RangeError for a plan without segments, or with numbers out of range.
 */
export function resultsOf(input: ResultsInput): ExperimentResults {
  const { plan, blocks } = input
  const looks: Record<string, SequentialState> = {}
  const scope = (segment: string, own: readonly ResultsBlock[], contrasts: number): ScopeResult =>
    scopeResult(input, { segment, blocks: own, alpha: plan.alpha / contrasts, looks })
  const variants = Math.max(1, plan.variants.length)
  const overall = scope(allSegments, blocks, variants)
  const segments = plan.segments.map((segment) =>
    scope(
      segment,
      blocks.filter((block) => block.segment === segment),
      variants * Math.max(1, plan.segments.length),
    ),
  )
  const byVariant = <T>(of: (effects: readonly { estimate: number; standardError: number }[]) => T) =>
    Object.fromEntries(
      plan.variants.map((variant) => [variant, of(effectsOf(segments, variant, plan.primary))]),
    )
  const winnerDiffers = differs(segments, plan.variants, plan.primary)
  const decision = decideExperiment(
    {
      overall: evidence(input, overall),
      segments: segments.map((one) => evidence(input, one)),
      qualitativeInteraction: winnerDiffers,
    },
    plan,
    plan.alpha,
  )
  return {
    overall,
    segments,
    decision,
    pooled: byVariant((effects) => poolSegments(effects, plan.alpha)),
    heterogeneity: byVariant((effects) => cochranQ(effects)),
    winnerDiffers,
    looks,
  }
}

interface ScopeQuestion {
  readonly segment: string
  readonly blocks: readonly ResultsBlock[]
  readonly alpha: number
  readonly looks: Record<string, SequentialState>
}

function scopeResult(input: ResultsInput, question: ScopeQuestion): ScopeResult {
  const { segment, blocks, alpha } = question
  const { plan } = input
  const { horizon, fewestFollowed: fewest } = plan
  const names = [...new Set(blocks.flatMap((block) => Object.keys(block.arms)))].sort()
  const ofAll = <T>(of: (id: FollowedMetricId) => T) =>
    Object.fromEntries(followedMetrics.map((id) => [id, of(id)])) as Record<FollowedMetricId, T>
  return {
    segment,
    alpha,
    arms: Object.fromEntries(
      names.map((arm) => [arm, ofAll((id) => armOverBlocks(blocks, arm, { id, horizon, fewest }))]),
    ),
    variants: plan.variants.map((variant) => {
      const arms = { treatment: variant, control: plan.control }
      const fixed = ofAll((id) => compareArms(blocks, arms, { id, horizon, fewest }, alpha))
      return { variant, fixed, ...primaryOf(input, question, variant, fixed[plan.primary]) }
    }),
    split: splitOfBlocks(blocks, input.dealt),
  }
}

/** The interval of the rule in force. */
function primaryOf(
  { plan, earlier }: ResultsInput,
  { segment, alpha, looks }: ScopeQuestion,
  variant: string,
  contrast: Measurement<RecoveryContrast>,
): Pick<VariantResult, 'primary' | 'informationShare'> {
  if (!isMeasurable(contrast)) return { primary: contrast, informationShare: 0 }
  const planned =
    segment === allSegments
      ? plan.plannedInformation.overall
      : (plan.plannedInformation.segments[segment] ?? 0)
  const informationShare = Math.min(1, contrast.information / planned)
  const { difference: estimate, lower, upper, p } = contrast
  const { standardError } = contrast
  if (plan.rule === 'fixed') {
    return { primary: measured({ estimate, lower, upper, p, standardError }), informationShare }
  }
  const key = contrastKey(segment, variant)
  const { state, result } = sequentialStep(
    { plannedInformation: planned, alpha },
    earlier[key] ?? SEQUENTIAL_START,
    {
      estimate,
      standardError,
      customersAtRisk: contrast.customersAtRisk,
      payers: contrast.payers,
    },
  )
  looks[key] = state
  return {
    primary: isMeasurable(result)
      ? measured({ estimate, lower: result.lower, upper: result.upper, p: result.p, standardError })
      : result,
    informationShare,
  }
}

function evidence(input: ResultsInput, scope: ScopeResult): SegmentEvidence {
  const { plan, costs, guardrails, severeComplaints } = input
  const perCustomer = (arm: string) => {
    const found = costs[arm]
    return found === undefined || found.customers === 0 ? 0 : found.cost / found.customers
  }
  const interval = (contrast: Measurement<RecoveryContrast>): Measurement<DifferenceInterval> =>
    isMeasurable(contrast)
      ? measured({ estimate: contrast.difference, lower: contrast.lower, upper: contrast.upper })
      : contrast
  const blocks = input.blocks.filter(
    ({ segment }) => scope.segment === allSegments || segment === scope.segment,
  )
  const shares = scope.variants.map(({ informationShare }) => informationShare)
  return {
    segment: scope.segment === allSegments ? 'overall' : scope.segment,
    splitP: scope.split.p,
    progress: {
      plannedEndReached: input.plannedEndReached,
      informationShare: shares.length === 0 ? 0 : Math.min(...shares),
      daysLeft: input.daysLeft,
    },
    variants: scope.variants.map(({ variant, primary, fixed }): VariantEvidence => {
      const severe = severeComplaints[variant] ?? 0
      const isShare = plan.primary === 'recovered_share'
      return {
        variant,
        primary,
        recoveredShare: isShare ? primary : interval(fixed.recovered_share),
        restrictedMean: plan.primary === 'restricted_mean' ? primary : interval(fixed.restricted_mean),
        exposedPerCustomer: exposedPerCustomer(blocks),
        controlCost: perCustomer(plan.control),
        variantCost: perCustomer(variant),
        guardrails: guardrails[variant] ?? [],
        ...(severe > 0 ? { severeComplaints: severe } : {}),
      }
    }),
  }
}

function exposedPerCustomer(blocks: readonly ResultsBlock[]): number {
  const arms = blocks.flatMap((block) => Object.values(block.arms))
  const customers = arms.reduce((sum, arm) => sum + arm.customers, 0)
  return customers === 0 ? 0 : arms.reduce((sum, arm) => sum + arm.exposed, 0) / customers
}

function effectsOf(segments: readonly ScopeResult[], variant: string, id: FollowedMetricId) {
  return segments.flatMap(({ variants }) => {
    const contrast = variants.find((one) => one.variant === variant)?.fixed[id]
    if (contrast === undefined || !isMeasurable(contrast)) return []
    return [{ estimate: contrast.difference, standardError: contrast.standardError }]
  })
}

/** The smallest p of Gail & Simon's test over the variants, times their number. */
function differs(
  segments: readonly ScopeResult[],
  variants: readonly string[],
  id: FollowedMetricId,
): Measurement<{ readonly p: number }> {
  const tests = variants.map((variant) => qualitativeInteraction(effectsOf(segments, variant, id)))
  const found = tests.filter(isMeasurable)
  const [first] = tests
  if (found.length === 0) return first === undefined || first.measurable ? measured({ p: 1 }) : first
  return measured({ p: Math.min(1, found.length * Math.min(...found.map(({ pValue }) => pValue))) })
}
