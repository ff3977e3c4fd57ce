import { z } from 'zod'
import { everyoneElse, ruleSchema, segmentSchema } from '../segments'
import { requireWeights } from './weights'

/** Id of the cell without reminders. */
export const holdoutCell = 'holdout'

const id = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/)

/**
 * Everything the draw depends on. Weights per segment are those of the cells among themselves; the
 * holdout's share is taken first. A segment without weights is not tested.
 */
export const assignmentDesignSchema = z
  .strictObject({
    /** Experiment key, name of the feature in the payload. */
    key: id,
    seed: z.string().min(1),
    cells: z
      .array(z.strictObject({ id, levels: z.record(z.string(), z.string()) }))
      .min(2)
      .max(100),
    /** Who may enter at all; absent = everybody. */
    population: ruleSchema.optional(),
    segments: z.array(segmentSchema).max(50),
    weights: z.record(z.string(), z.array(z.number())),
    holdoutShare: z.number().gt(0).lt(1).optional(),
    /** Share of each segment that is tested. */
    coverage: z.number().gt(0).max(1).default(1),
    /** Mutual exclusion: experiments with one seed and disjoint ranges share no customer. */
    exclusion: z
      .strictObject({
        seed: z.string().min(1),
        ranges: z.array(z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)])).min(1),
      })
      .optional(),
    /** Counted up at each change of weights; stored with every draw. */
    epoch: z.number().int().min(0).default(0),
  })
  .superRefine((design, context) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', message })
    const cells = design.cells.map((cell) => cell.id)
    if (new Set(cells).size !== cells.length) problem('cell ids must differ')
    if (cells.includes(holdoutCell)) problem(`${holdoutCell} is no cell: set holdoutShare`)
    const segments = [...design.segments.map((segment) => segment.id), everyoneElse]
    if (new Set(segments).size !== segments.length) problem('segment ids must differ')
    if (Object.keys(design.weights).length === 0) problem('no segment has weights')
    for (const [segment, weights] of Object.entries(design.weights)) {
      if (!segments.includes(segment)) problem(`weights name an unknown segment: ${segment}`)
      try {
        requireWeights(weights, cells.length, `weights of ${segment}`)
      } catch (error) {
        problem(error instanceof Error ? error.message : String(error))
      }
    }
    for (const [from, to] of design.exclusion?.ranges ?? []) {
      if (from >= to) problem('an exclusion range must not be empty')
    }
  })

export type AssignmentDesign = z.infer<typeof assignmentDesignSchema>
export type Cell = AssignmentDesign['cells'][number]

/** Throws RangeError unless the design is complete and its weights sum to 1; fills in the defaults. */
export function requireAssignmentDesign(design: unknown): AssignmentDesign {
  const parsed = assignmentDesignSchema.safeParse(design)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new RangeError(`not an assignment design: ${problems.join('; ')}`)
}

/** Cells and probabilities of a draw in one segment, holdout last where the customer may be held out. */
export function plannedWeights(
  design: AssignmentDesign,
  segment: string,
  holdoutEligible: boolean,
): { readonly cells: readonly string[]; readonly weights: readonly number[] } | undefined {
  const weights = design.weights[segment]
  if (weights === undefined) return undefined
  const cells = design.cells.map((cell) => cell.id)
  const share = holdoutEligible ? (design.holdoutShare ?? 0) : 0
  if (share === 0) return { cells, weights }
  return { cells: [...cells, holdoutCell], weights: [...weights.map((w) => w * (1 - share)), share] }
}

/**
 * Question: which cells does a full factorial design have? Every combination of one level a factor, in
 * the factors' order; ids join the levels with a dot. Worked example: tone {firm, friendly} × day
 * {2, 5} → firm.2, firm.5, friendly.2, friendly.5. Throws RangeError for a factor without levels.
 */
export function crossFactors(factors: Readonly<Record<string, readonly string[]>>): readonly Cell[] {
  let cells: Cell[] = [{ id: '', levels: {} }]
  for (const [factor, levels] of Object.entries(factors)) {
    if (levels.length === 0 || new Set(levels).size !== levels.length) {
      throw new RangeError(`factor ${factor} needs levels that differ`)
    }
    cells = cells.flatMap((cell) =>
      levels.map((level) => ({
        id: cell.id === '' ? level : `${cell.id}.${level}`,
        levels: { ...cell.levels, [factor]: level },
      })),
    )
  }
  return cells
}
