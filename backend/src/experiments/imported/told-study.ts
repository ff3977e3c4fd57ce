import type { Measurement, Study, StudyResults, StudyRow } from '@relance/experiments'
import type { ReadStudy } from '@relance/pipelines'

/** What the command answers: names of statistics.md §5, one row a metric, segment and contrast. */
export function toldStudy(read: ReadStudy, study: Study, results: StudyResults) {
  const { design } = study
  return {
    unit: 'customer',
    customers: study.customers.length,
    clusters: new Set(study.customers.map(({ cluster }) => cluster)).size,
    control: design.control,
    arms: design.arms,
    as_of: read.cut,
    horizon_days: read.horizon,
    alpha: design.alpha,
    sequential: design.sequential,
    correction: design.correction,
    before: read.design.before,
    families: design.families,
    rows: results.rows.map((row) => toldRow(row, design.correction, design.alpha)),
    curves: results.curves.map(({ metric, arm, points }) => ({
      metric,
      arm,
      points: points.map(({ age, estimate, standardError, atRisk }) => ({
        age,
        estimate,
        se: standardError,
        at_risk: atRisk,
      })),
    })),
    survival: toldSurvival(results.survival),
    pooled: results.pooled.map(({ pooled, heterogeneity, winnerDiffers, segments, ...about }) => ({
      ...about,
      segments: segments.map((segment, i) => {
        const found = pooled.measurable ? pooled.segments[i] : undefined
        return { segment, estimate: found?.estimate ?? null, interval: found?.interval ?? null }
      }),
      mean: pooled.measurable ? pooled.mean : reasonOf(pooled),
      heterogeneity: heterogeneity.measurable
        ? {
            q: heterogeneity.q,
            df: heterogeneity.df,
            p: heterogeneity.pValue,
            i_squared: heterogeneity.iSquared,
          }
        : reasonOf(heterogeneity),
      winner_differs_p: winnerDiffers.measurable ? winnerDiffers.pValue : null,
    })),
    split_check: {
      counts: results.split.counts,
      ...(results.split.check.measurable
        ? {
            expected: Object.fromEntries(
              design.arms.map((arm, i) => [
                arm,
                results.split.check.measurable ? (results.split.check.expected[i] ?? 0) : 0,
              ]),
            ),
            chi_square: results.split.check.statistic,
            df: results.split.check.df,
            p: results.split.check.pValue,
          }
        : reasonOf(results.split.check)),
    },
    warnings: [...read.warnings, ...results.warnings],
  }
}
export type ToldStudy = ReturnType<typeof toldStudy>

const reasonOf = (found: Measurement<object>) =>
  found.measurable ? null : { code: found.code, detail: found.detail }

function toldRow(row: StudyRow, correction: Study['design']['correction'], alpha: number) {
  const { effect, treatment, control, adjusted } = row
  const arms = [treatment, control]
  const label = (side: StudyRow['control']) => side.arms.join(' + ')
  const byArm = <T>(of: (side: StudyRow['control']) => T): Record<string, T> =>
    Object.fromEntries(arms.map((side) => [label(side), of(side)]))
  const found = effect.measurable ? effect : null
  const chosen = { none: found?.p ?? null, holm: adjusted.holm, bh: adjusted.bh, max_t: adjusted.maxT }
  return {
    metric: row.metric,
    kind: row.kind,
    horizon: row.horizon,
    segment_column: row.segmentColumn === '' ? null : row.segmentColumn,
    segment: row.segmentColumn === '' ? 'all' : row.segment,
    contrast: row.contrast,
    treatment: label(treatment),
    control: label(control),
    n: byArm(({ customers }) => customers),
    clusters: byArm(({ clusters }) => clusters),
    estimate: byArm(({ estimate }) => estimate),
    difference: found?.difference ?? null,
    relative: found === null || found.estimateControl === 0 ? null : found.difference / found.estimateControl,
    se: found?.standardError ?? null,
    interval: found === null ? null : [found.lower, found.upper],
    confidence: 1 - alpha,
    p: found?.p ?? null,
    p_adjusted: chosen[correction],
    p_holm: adjusted.holm,
    p_bh: adjusted.bh,
    p_score: found?.score?.p ?? null,
    interval_score: found?.score === undefined ? null : [found.score.lower, found.score.upper],
    method: found?.method ?? null,
    formula: found?.formula ?? null,
    reason: reasonOf(effect),
  }
}

function toldSurvival(survival: StudyResults['survival']) {
  if (survival === null) return null
  const test = (found: NonNullable<StudyResults['survival']>['logRank']) =>
    found.measurable
      ? {
          chi_square: found.chiSquare,
          df: found.df,
          p: found.p,
          observed: found.observed,
          expected: found.expected,
        }
      : reasonOf(found)
  return {
    horizon: survival.horizon,
    log_rank: test(survival.logRank),
    arms: survival.arms.map(({ arm, customers, events, median, unpaid, restrictedMean }) => ({
      arm,
      n: customers,
      events,
      median_days: median.time,
      median_interval: [median.lower, median.upper],
      unpaid_at_horizon: unpaid.measurable
        ? {
            survival: unpaid.survival,
            se: unpaid.standardError,
            interval: [unpaid.lower, unpaid.upper],
            at_risk: unpaid.atRisk,
          }
        : reasonOf(unpaid),
      restricted_mean_days: restrictedMean.measurable
        ? { mean: restrictedMean.mean, se: restrictedMean.standardError }
        : reasonOf(restrictedMean),
    })),
    pairs: survival.pairs.map(({ contrast, logRank, hazardRatio }, i) => ({
      contrast,
      log_rank: test(logRank),
      log_rank_p_holm: survival.pairHolm[i] ?? null,
      hazard_ratio: hazardRatio.measurable
        ? {
            estimate: hazardRatio.ratio,
            interval: [hazardRatio.lower, hazardRatio.upper],
            se_log: hazardRatio.standardErrorOfLog,
            p: hazardRatio.p,
          }
        : reasonOf(hazardRatio),
    })),
  }
}
