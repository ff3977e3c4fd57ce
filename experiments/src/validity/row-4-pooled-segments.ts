import { poolSegments } from '../pooling'
import { seededRandom } from '../simulate/random'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const SEGMENTS = 8
const SPREADS = [0, 1, 2, 4]
const MEAN_EFFECT = 2

/** Share of the segments covered, and whether the most extreme one is. */
function oneExperiment(spread: number, seed: number): { share: number; extreme: boolean } {
  const { normal, uniform } = seededRandom(seed)
  const truths = Array.from({ length: SEGMENTS }, () => MEAN_EFFECT + spread * normal())
  const raw = truths.map((truth) => {
    const standardError = 1 + 2 * uniform()
    return { estimate: truth + standardError * normal(), standardError }
  })
  const pooled = poolSegments(raw)
  if (!pooled.measurable) return { share: 0, extreme: false }
  const covered = pooled.segments.map(({ interval: [low, high] }, i) => {
    const truth = truths[i] ?? NaN
    return low <= truth && truth <= high
  })
  const distances = raw.map(({ estimate }) => Math.abs(estimate - MEAN_EFFECT))
  return {
    share: covered.filter(Boolean).length / SEGMENTS,
    extreme: covered[distances.indexOf(Math.max(...distances))] ?? false,
  }
}

export const pooledSegmentsRow: ValidityRow = {
  id: '4',
  title: 'Coverage of pooled segment effects, 8 segments, standard errors 1 to 3 points',
  run: (experiments) =>
    SPREADS.flatMap((spread): ValidityFigure[] => {
      const outcomes = Array.from({ length: experiments }, (_, run) =>
        oneExperiment(spread, 60_000_000 + 100_000 * spread + run),
      )
      // Segments of one experiment share their pooling: the error counts experiments, not segments.
      const average = outcomes.reduce((sum, { share }) => sum + share, 0)
      const extreme = outcomes.filter((outcome) => outcome.extreme).length
      return [
        rateFigure(`spread ${spread}, averaged over segments`, average, experiments, { atLeast: 0.94 }),
        rateFigure(`spread ${spread}, most extreme segment`, extreme, experiments, { besideOnly: true }),
      ]
    }),
}
