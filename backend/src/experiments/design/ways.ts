import { everyoneElse } from '@relance/experiments'
import type { CampaignDefinition, Channel } from '../../campaigns/campaign.contract'
import { plannedDays } from '../../campaigns/check/check-design'
import type { ExperimentDesign } from '../experiment.contract'
import { cellSteps, segmentInDesign } from '../running/cell-ways'

/** How customers of one segment of the campaign come into an experiment. */
export interface Way {
  /** as the design names a segment of the campaign */
  readonly segment: string
  /** of the experiment */
  readonly inDesign: string
  /** days from the due date on which the earliest first step of any cell is due */
  readonly triggerDay: number
  /** channels of each step that is the first of a cell or changed by it: each must reach a customer, or he is out */
  readonly channels: readonly (readonly Channel[])[]
}

/** The ways of the campaign's segments that are in the experiment. */
export function waysOf(definition: CampaignDefinition, design: ExperimentDesign): Way[] {
  return definition.scenarios.flatMap(({ segment: id }) => {
    const inDesign = segmentInDesign(design, id ?? '')
    if (inDesign === undefined) return []
    const segment = id ?? everyoneElse
    const cells = design.cells.map((cell) => ({ cell, steps: cellSteps(definition, segment, cell) }))
    const triggerDay = Math.min(...cells.flatMap(({ steps }) => plannedDays(steps)))
    const channels = cells.flatMap(({ cell, steps }) =>
      steps
        .filter((step, i) => i === 0 || cell.changes.some((change) => change.step === step.id))
        .map((step) => step.channels),
    )
    return [{ segment, inDesign, triggerDay, channels }]
  })
}
