import { everyoneElse, holdoutCell } from '@relance/experiments'
import type { CampaignDefinition, Scenario, Step } from '../../campaigns/campaign.contract'
import { AppError } from '../../http/app-error'
import type { ExperimentDesign } from '../experiment.contract'

type DesignedCell = ExperimentDesign['cells'][number]

/** Steps that are the law's or the end of the way: never part of a test. */
const FIXED: readonly string[] = ['formal_notice', 'order_stop', 'hand_over']

/** The campaign's name of a segment of a design: everyone else has none. */
export const campaignSegment = (segment: string): string => (segment === everyoneElse ? '' : segment)

/** The segments of the campaign, as a design names them, that a segment of it is made of. */
export const partsOf = ({ id, of = [id] }: ExperimentDesign['segments'][number]): readonly string[] => of

/** The segment of a design that a campaign's segment belongs to; undefined: it is not tested. */
export const segmentInDesign = (
  { segments }: Pick<ExperimentDesign, 'segments'>,
  ofCampaign: string,
): string | undefined =>
  segments.find((one) => partsOf(one).some((part) => campaignSegment(part) === ofCampaign))?.id

const scenarioOf = ({ scenarios }: CampaignDefinition, segment: string): Scenario | undefined =>
  scenarios.find((one) => (one.segment ?? '') === campaignSegment(segment))

/** A campaign's step as a cell has it. What the change leaves out stays. */
function changed(step: Step, cell: DesignedCell): Step {
  const change = cell.changes.find((one) => one.step === step.id)
  if (change === undefined) return step
  const { day, channels, tone, template } = change
  return {
    ...step,
    ...(day === undefined ? {} : { day }),
    ...(channels === undefined ? {} : { channels }),
    ...(tone === undefined ? {} : { tone }),
    ...(template === undefined ? {} : { template }),
  }
}

/** The way of one segment as a cell has it. @throws AppError `experiments/unknown-segment` */
export function cellSteps(definition: CampaignDefinition, segment: string, cell: DesignedCell): Step[] {
  const scenario = scenarioOf(definition, segment)
  if (scenario === undefined) throw unknownSegment(definition, segment)
  return scenario.steps.map((step) => changed(step, cell))
}

/** The campaign as it would be if everybody of the tested segments were in one cell: to be checked by law and texts. */
export function cellDefinition(
  definition: CampaignDefinition,
  { segments }: Pick<ExperimentDesign, 'segments'>,
  cell: DesignedCell,
): CampaignDefinition {
  const scenarios = definition.scenarios.map((scenario) =>
    segmentInDesign({ segments }, scenario.segment ?? '') !== undefined
      ? { ...scenario, steps: scenario.steps.map((step) => changed(step, cell)) }
      : scenario,
  )
  return { ...definition, scenarios }
}

/** Families of texts that the cells name and the campaign need not. */
export const templatesOf = ({ cells }: Pick<ExperimentDesign, 'cells'>): string[] => [
  ...new Set(cells.flatMap(({ changes }) => changes.flatMap(({ template }) => (template ? [template] : [])))),
]

/**
 * Whether a campaign can be reminded by every cell of a design. Pure: what exists of templates is told.
 * @param knowsTemplate whether a family of texts exists
 * @throws AppError `experiments/unknown-segment`, `experiments/unknown-step`, `experiments/fixed-step`,
 *   `experiments/step-changed-twice`, `experiments/unknown-template`, `experiments/reserved-cell`
 */
export function requireCells(
  design: ExperimentDesign,
  definition: CampaignDefinition,
  knowsTemplate: (family: string) => boolean,
): void {
  const parts = design.segments.flatMap(partsOf)
  for (const part of parts) {
    if (scenarioOf(definition, part) === undefined) throw unknownSegment(definition, part)
  }
  const tested = parts.flatMap((part) => scenarioOf(definition, part)?.steps ?? [])
  for (const cell of design.cells) requireCell(cell, tested, knowsTemplate)
}

function requireCell(
  cell: DesignedCell,
  steps: readonly Step[],
  knowsTemplate: (family: string) => boolean,
): void {
  if (cell.id === holdoutCell) {
    const message = `A variant may not be called ${holdoutCell}: that is the name of those without reminders. Give it another one.`
    throw new AppError('experiments/reserved-cell', 422, message, { cell: cell.id })
  }
  const seen = new Set<string>()
  for (const { step, template } of cell.changes) {
    const named = steps.filter(({ id }) => id === step)
    const at = { cell: cell.id, step }
    if (named.length === 0) {
      const ids = [...new Set(steps.map(({ id }) => id))].join(', ')
      const message = `Variant ${cell.id} changes the step ${step}, which no tested segment has; there are ${ids}.`
      throw new AppError('experiments/unknown-step', 422, message, { ...at, steps: ids })
    }
    if (named.some(({ kind }) => FIXED.includes(kind))) {
      const message = `Variant ${cell.id} changes the step ${step}: formal notice, order stop and hand-over are never part of a test.`
      throw new AppError('experiments/fixed-step', 422, message, at)
    }
    if (seen.has(step)) {
      const message = `Variant ${cell.id} changes the step ${step} twice; put both changes together.`
      throw new AppError('experiments/step-changed-twice', 422, message, at)
    }
    seen.add(step)
    if (template !== undefined && !knowsTemplate(template)) {
      const message = `Variant ${cell.id} sends the template ${template} at the step ${step}; there is no such template.`
      throw new AppError('experiments/unknown-template', 422, message, { ...at, template })
    }
  }
}

function unknownSegment({ scenarios }: CampaignDefinition, segment: string): AppError {
  const ids = scenarios.map((one) => one.segment ?? everyoneElse).join(', ')
  const message = `The campaign has no way for the segment ${segment}; it has ${ids}.`
  return new AppError('experiments/unknown-segment', 422, message, { segment, segments: ids })
}
