import { splitChiSquare } from '../checks'
import { type Measurement, isMeasurable } from '../errors'
import { type PooledSegments, cochranQ, poolSegments, qualitativeInteraction } from '../pooling'
import { holmAdjustedPValues } from '../comparisons'
import type { FollowedKind, Study, StudyMetric, StudyWarning } from './study'
import { isFollowed } from './study'
import { adjustRows } from './study-adjustment'
import { type StudyRow, customersOf, rowOf, scopesOf } from './study-rows'
import { type StudyCurve, type StudySurvival, studyCurve, studySurvival } from './study-survival'

export interface StudyResults {
  readonly rows: readonly StudyRow[]
  readonly split: {
    readonly counts: Readonly<Record<string, number>>
    readonly check: ReturnType<typeof splitChiSquare>
  }
  readonly curves: readonly StudyCurve[]
  readonly survival: (StudySurvival & { readonly pairHolm: readonly (number | null)[] }) | null
  readonly pooled: readonly {
    readonly metric: string
    readonly contrast: string
    readonly column: string
    readonly segments: readonly string[]
    readonly pooled: Measurement<PooledSegments>
    readonly heterogeneity: ReturnType<typeof cochranQ>
    readonly winnerDiffers: ReturnType<typeof qualitativeInteraction>
  }[]
  readonly warnings: readonly StudyWarning[]
}

/** Under this p the counts of the arms do not look like the planned weights. */
const SPLIT_ALPHA = 0.001

/**
 * Question: what does an experiment that was run elsewhere show? Every metric for every contrast, overall and by
 * segment, with p-values adjusted over the declared families, curves, time to the first payment, and the check of the
 * split. Source: statistics.md §5 of the design. Works from arrays of customers. Throws RangeError for values that are
 * not finite or a customer who paid more than he owed.
 */
export function analyseStudy(study: Study): StudyResults {
  const { design, customers } = study
  const scopes = scopesOf(design, customers)
  const rows = scopes.flatMap((scope) =>
    adjustRows(
      design,
      scope,
      design.metrics.flatMap((metric) =>
        design.contrasts.map((contrast) => rowOf(design, scope, metric, contrast)),
      ),
    ),
  )
  const followed = design.metrics.filter((metric): metric is StudyMetric & { readonly kind: FollowedKind } =>
    isFollowed(metric.kind),
  )
  const [everybody] = scopes
  const split = splitOf(study)
  return {
    rows,
    split,
    curves: followed.flatMap((metric) =>
      design.arms.map((arm) =>
        studyCurve(metric, arm, everybody === undefined ? [] : customersOf(everybody, [arm])),
      ),
    ),
    survival: survivalOf(study, followed),
    pooled: pooledOf(study, rows),
    warnings: warningsOf(study, split),
  }
}

function warningsOf({ design, customers }: Study, split: StudyResults['split']): StudyWarning[] {
  const warnings: StudyWarning[] = []
  if (isMeasurable(split.check) && split.check.pValue < SPLIT_ALPHA) {
    warnings.push({ code: 'split-check-failed', detail: { p: split.check.pValue, alpha: SPLIT_ALPHA } })
  }
  if (!design.stratified || !design.clustered) return warnings
  // Strata are taken as independent: a cluster in two of them would be counted as two.
  const strata = new Map<string, string>()
  const crossing = new Set<string>()
  for (const { cluster, stratum } of customers) {
    if ((strata.get(cluster) ?? stratum) !== stratum) crossing.add(cluster)
    strata.set(cluster, stratum)
  }
  if (crossing.size > 0)
    warnings.push({ code: 'clusters-across-strata', detail: { clusters: crossing.size } })
  return warnings
}

function splitOf({ design, customers }: Study): StudyResults['split'] {
  const counts = Object.fromEntries(design.arms.map((arm) => [arm, 0]))
  for (const { arm } of customers) counts[arm] = (counts[arm] ?? 0) + 1
  const check = splitChiSquare(
    design.arms.map((arm) => counts[arm] ?? 0),
    design.arms.map((arm) => design.weights[arm] ?? 0),
  )
  return { counts, check }
}

function survivalOf(
  { design, customers }: Study,
  followed: readonly StudyMetric[],
): StudyResults['survival'] {
  if (followed.length === 0) return null
  const survival = studySurvival(design, customers, Math.max(...followed.map(({ horizon }) => horizon)))
  const found = survival.pairs.map(({ logRank }) => (logRank.measurable ? logRank.p : null))
  const adjusted = holmAdjustedPValues(found.filter((p) => p !== null))
  let place = 0
  return { ...survival, pairHolm: found.map((p) => (p === null ? null : (adjusted[place++] ?? null))) }
}

/** Raw segment effects side by side with what they are pulled together to. */
function pooledOf({ design }: Study, rows: readonly StudyRow[]): StudyResults['pooled'] {
  return design.segments.flatMap((column) =>
    design.metrics.flatMap((metric) =>
      design.contrasts.map((contrast) => {
        const own = rows.flatMap((row) =>
          row.segmentColumn === column &&
          row.metric === metric.id &&
          row.contrast === contrast.name &&
          isMeasurable(row.effect)
            ? [
                {
                  segment: row.segment,
                  estimate: row.effect.difference,
                  standardError: row.effect.standardError,
                },
              ]
            : [],
        )
        return {
          metric: metric.id,
          contrast: contrast.name,
          column,
          segments: own.map(({ segment }) => segment),
          pooled: poolSegments(own, design.alpha),
          heterogeneity: cochranQ(own),
          winnerDiffers: qualitativeInteraction(own),
        }
      }),
    ),
  )
}
