import { STEP_KINDS } from '../campaign.contract'
import type { CampaignDefinition, Scenario, Step } from '../campaign.contract'
import type { CampaignFinding } from '../campaigns.contract'
import { finding, placeOf } from './finding'

/** Day of each step from the due date, as the design has it; a first step without a day of its own falls on 0. */
export function plannedDays(steps: readonly Step[]): number[] {
  const days: number[] = []
  for (const { day } of steps) {
    days.push('from_due' in day ? day.from_due : (days.at(-1) ?? 0) + day.after_previous)
  }
  return days
}

/** Everything that is wrong with a design by itself: no store, no text and no law is asked. */
export function checkDesign(definition: CampaignDefinition, on: string): CampaignFinding[] {
  const { scenarios, ends_on } = definition
  const over = ends_on !== null && ends_on < on ? [finding('ended_already', null, { ends_on })] : []
  return [
    ...over,
    ...checkSegments(scenarios),
    ...scenarios.flatMap((scenario, index) => checkScenario(scenario, index + 1, definition)),
    ...checkReactions(definition),
  ]
}

function checkSegments(scenarios: readonly Scenario[]): CampaignFinding[] {
  const named = scenarios.map(({ segment }) => segment)
  const found = named.flatMap((segment, index) => {
    const place = placeOf(index + 1, segment, '')
    if (segment === null && index < scenarios.length - 1) return [finding('rest_not_last', place)]
    return named.indexOf(segment) < index ? [finding('segment_twice', place, { segment: segment ?? '' })] : []
  })
  return named.includes(null) ? found : [...found, finding('rest_missing', null)]
}

function checkScenario(
  { segment, steps }: Scenario,
  number: number,
  { quiet_after_formal_notice: quiet }: CampaignDefinition,
): CampaignFinding[] {
  const days = plannedDays(steps)
  return steps.flatMap((step, position) => {
    const place = placeOf(number, segment, step.id)
    const day = days[position] ?? 0
    const at = { step: step.id, day }
    const found: CampaignFinding[] = []
    const earlier = steps.slice(0, position)
    const previous = earlier.at(-1)
    if (earlier.some(({ id }) => id === step.id)) found.push(finding('step_twice', place, at))
    if (previous === undefined && 'after_previous' in step.day)
      found.push(finding('first_after_previous', place))
    const beforeDay = days[position - 1] ?? -Infinity
    if (previous !== undefined && day < beforeDay) {
      found.push(finding('steps_out_of_order', place, { ...at, before: previous.id, before_day: beforeDay }))
    }
    if (previous !== undefined && rank(step) < rank(previous)) {
      found.push(finding('softer_after', place, { ...at, before: previous.id }))
    }
    return [
      ...found,
      ...checkDay(step, day, place),
      ...checkNotice(step, day, earlier, days, quiet, place),
      ...checkBounds(step, place),
    ]
  })
}

const rank = ({ kind }: Step) => STEP_KINDS.indexOf(kind)

function checkDay(step: Step, day: number, place: ReturnType<typeof placeOf>): CampaignFinding[] {
  if (step.kind === 'before_due')
    return day > 0 ? [finding('before_due_late', place, { step: step.id, day })] : []
  const isReminder = step.kind !== 'satisfaction'
  return isReminder && day < 1 ? [finding('reminder_before_due', place, { step: step.id, day })] : []
}

function checkNotice(
  step: Step,
  day: number,
  earlier: readonly Step[],
  days: readonly number[],
  quiet: number,
  place: ReturnType<typeof placeOf>,
): CampaignFinding[] {
  const notice = earlier.findLastIndex(({ kind }) => kind === 'formal_notice')
  if (notice < 0) {
    return step.kind === 'hand_over' ? [finding('hand_over_without_notice', place, { step: step.id })] : []
  }
  const since = day - (days[notice] ?? 0)
  const softer = rank(step) < STEP_KINDS.indexOf('formal_notice')
  return softer && since < quiet ? [finding('quiet_time', place, { step: step.id, quiet, days: since })] : []
}

function checkBounds(step: Step, place: ReturnType<typeof placeOf>): CampaignFinding[] {
  const { minimum, maximum, channels, id } = step
  const twice = channels.find((channel, index) => channels.indexOf(channel) < index)
  const found = twice === undefined ? [] : [finding('channel_twice', place, { channel: twice, step: id })]
  const empty = minimum !== undefined && maximum !== undefined && Number(minimum) > Number(maximum)
  return empty ? [...found, finding('bounds_empty', place, { step: id, minimum, maximum })] : found
}

function checkReactions({ reactions }: CampaignDefinition): CampaignFinding[] {
  return reactions.flatMap(({ on }, index) =>
    reactions.findIndex((other) => other.on === on) < index
      ? [finding('reaction_twice', placeOf(0, null, on), { step: on })]
      : [],
  )
}
