import { compileRuleToGrowthBook, compileSegmentToGrowthBook, everyoneElse } from '../segments'
import { plannedWeights, requireAssignmentDesign } from './design'
import type { AssignmentDesign } from './design'
import type { GrowthBookPayload } from './sdk'

/** Attribute that is hashed: the payer where known, else the customer. */
export const unitAttribute = 'unit'
/** Attribute that says whether this customer may be held out. */
export const holdoutAttribute = 'holdout_eligible'

/** End of the id of the rule for those who may not be held out. */
export const notHeldOut = ':not-held-out'

type Rules = NonNullable<NonNullable<GrowthBookPayload['features']>[string]['rules']>

function rulesOfSegment(design: AssignmentDesign, segment: string, position: number): Rules {
  const fits = compileSegmentToGrowthBook(design.segments, position)
  const population = design.population === undefined ? [] : [compileRuleToGrowthBook(design.population)]
  const groups = design.holdoutShare === undefined ? [undefined] : [true, false]
  return groups.flatMap((eligible) => {
    const planned = plannedWeights(design, segment, eligible === true)
    if (planned === undefined) return []
    const held =
      eligible === undefined
        ? []
        : [eligible ? { [holdoutAttribute]: true } : { [holdoutAttribute]: { $ne: true } }]
    const parts = [...population, fits, ...held].filter((part) => Object.keys(part).length > 0)
    const { exclusion } = design
    const filters = exclusion && [{ ...exclusion, hashVersion: 2, attribute: unitAttribute }]
    return [
      {
        id: `${segment}${eligible === false ? notHeldOut : ''}`,
        key: design.key,
        seed: design.seed,
        hashAttribute: unitAttribute,
        hashVersion: 2,
        bucketVersion: 0,
        phase: String(design.epoch),
        coverage: design.coverage,
        variations: [...planned.cells],
        meta: planned.cells.map((key) => ({ key })),
        weights: [...planned.weights],
        ...(parts.length > 0 ? { condition: { $and: parts } } : {}),
        ...(filters ? { filters } : {}),
      },
    ]
  })
}

/**
 * Question: what would a GrowthBook client need to draw the same cells? One feature named like the
 * experiment, one rule a tested segment (two with a holdout: who may be held out and who not), version
 * 2 hashing always (version 1 trips the split check in 9–10 % of seeds). A new epoch keeps the bucket
 * version: drawn customers stay where they are. Throws RangeError for an invalid design.
 */
export function exportPayload(design: unknown): GrowthBookPayload {
  const valid = requireAssignmentDesign(design)
  const segments = [...valid.segments.map((segment) => segment.id), everyoneElse]
  const rules = segments.flatMap((segment, position) => rulesOfSegment(valid, segment, position))
  return { features: { [valid.key]: { defaultValue: null, rules } } } as GrowthBookPayload
}
