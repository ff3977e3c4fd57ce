import { isMeasurable, requireProbability } from '../errors'
import { decideVariant } from './decide-variant'
import type { Measurement } from '../errors'
import type {
  Action,
  DecisionPlan,
  ExperimentProgress,
  Reason,
  VariantDecision,
  VariantEvidence,
} from './decision-terms'

/** Results of one segment (or of everybody): every variant against the control. */
export interface SegmentEvidence {
  readonly segment: string
  readonly variants: readonly VariantEvidence[]
  /** p of the split check, anytime-valid; below splitAlpha nothing is concluded. */
  readonly splitP: number
  readonly progress: ExperimentProgress
}

export interface ResultsObject {
  readonly overall: SegmentEvidence
  readonly segments: readonly SegmentEvidence[]
  /** Error rate of all split checks together; default 0.001. */
  readonly splitAlpha?: number
  /** p of Gail & Simon's test that the winner differs by segment, where it was declared and can be had. */
  readonly qualitativeInteraction?: Measurement<{ readonly p: number }>
}

export interface SegmentDecision {
  readonly segment: string
  readonly action: Action
  /** The variant to ship; null where the control stays. */
  readonly winner: string | null
  readonly reasons: readonly Reason[]
  readonly variants: readonly VariantDecision[]
}

export interface ExperimentDecision {
  readonly overall: SegmentDecision
  readonly segments: readonly SegmentDecision[]
  /** true only by Gail & Simon's test and each named segment's own interval. */
  readonly winnerDiffersBySegment: boolean
}

function worth(decision: VariantDecision, plan: DecisionPlan): number {
  const { net, cashBroughtForward } = decision.euros
  const figure = plan.basis === 'net' ? net : cashBroughtForward
  return isMeasurable(figure) ? figure.estimate : -Infinity
}

/** Codes by which harm alone stops a variant. */
const HARM: readonly string[] = ['guardrail-breached', 'severe-complaints']

/** Whether the control was found best: a variant is worse, and none is left that may be better. */
function controlWins({ variants }: SegmentDecision): boolean {
  const codes = variants.map(({ reasons }) => reasons[0]?.code ?? '')
  return codes.includes('worse') && codes.every((code) => code === 'worse' || HARM.includes(code))
}

function summarise(
  segment: string,
  variants: readonly VariantDecision[],
  plan: DecisionPlan,
): SegmentDecision {
  const shipped = variants
    .filter(({ action }) => action === 'ship')
    .sort((a, b) => worth(b, plan) - worth(a, plan))
  const [best] = shipped
  if (best !== undefined)
    return { segment, action: 'ship', winner: best.variant, reasons: best.reasons, variants }
  const going = variants.filter(({ action }) => action === 'continue')
  const same = variants.filter(({ action }) => action === 'no_difference_worth_having')
  const [action, deciding]: [Action, readonly VariantDecision[]] =
    going.length > 0
      ? ['continue', going]
      : same.length === variants.length
        ? ['no_difference_worth_having', same]
        : ['stop', variants.filter((variant) => variant.action === 'stop')]
  const reasons = deciding.flatMap(({ variant, reasons: own }) =>
    own.slice(0, 1).map(({ code, detail }) => ({ code, detail: { ...detail, variant } })),
  )
  return { segment, action, winner: null, reasons, variants }
}

function decideSegment(evidence: SegmentEvidence, plan: DecisionPlan, splitAlpha: number): SegmentDecision {
  const { segment, splitP, progress } = evidence
  if (evidence.variants.length === 0) throw new RangeError(`segment ${segment} has no variant`)
  const variants = evidence.variants.map((variant) => decideVariant(variant, plan, progress))
  if (requireProbability(splitP, 'splitP') >= splitAlpha) return summarise(segment, variants, plan)
  // A broken split makes every comparison doubtful; a variant that drew complaints stays stopped all the same.
  const reason: Reason = { code: 'split-check-failed', detail: { p: splitP, alpha: splitAlpha } }
  const doubtful = variants.map((variant): VariantDecision => ({
    ...variant,
    action: 'stop',
    reasons: [reason, ...variant.reasons],
  }))
  return { segment, action: 'stop', winner: null, reasons: [reason], variants: doubtful }
}

/**
 * Question: what should be done, overall and in each segment, and why?
 * Each segment by {@link decideVariant}; the variant with the most euros on the plan's basis is its winner.
 * A failed split check (below splitAlpha / checks) stops all verdicts of that segment. "The winner
 * differs by segment" needs Gail & Simon's p ≤ alpha and two segments whose winners (control counted
 * where a variant was found worse and every other one too, or stopped for the harm it does) differ. Works from a results object. Throws RangeError for an
 * empty segment or NaN. Source: statistics.md §3 (segments, decision); Gail & Simon 1985.
 */
export function decideExperiment(
  results: ResultsObject,
  plan: DecisionPlan,
  alpha = 0.05,
): ExperimentDecision {
  const { overall, segments, splitAlpha = 0.001, qualitativeInteraction } = results
  const eachAlpha = splitAlpha / (segments.length + 1)
  const decided = segments.map((segment) => decideSegment(segment, plan, eachAlpha))
  const found = decided.flatMap((segment) => {
    if (segment.winner !== null) return [segment.winner]
    return controlWins(segment) ? ['control'] : []
  })
  const interaction = qualitativeInteraction !== undefined && isMeasurable(qualitativeInteraction)
  return {
    overall: decideSegment(overall, plan, eachAlpha),
    segments: decided,
    winnerDiffersBySegment: interaction && qualitativeInteraction.p <= alpha && new Set(found).size > 1,
  }
}
