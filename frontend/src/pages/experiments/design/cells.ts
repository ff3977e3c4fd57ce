import type { CampaignDefinition, Channel, ExperimentDesign, Step, Tone } from '@relance/backend/contract'

export type Cell = ExperimentDesign['cells'][number]
export const FACTORS = ['tone', 'channel', 'timing', 'template'] as const
export type Factor = (typeof FACTORS)[number]
/** Levels that are tried beside today's, by factor. */
export type Levels = Record<Factor, string[]>

export const TONES: readonly Tone[] = [
  'friendly',
  'neutral',
  'empathic',
  'firm',
  'formal',
  'consequences',
  'social_norm',
  'thank_you',
]
export const TRIED_CHANNELS: readonly Channel[] = ['email', 'sms', 'letter', 'phone']
export const CONTROL = 'today'
/** Steps of which nothing is ever tested. */
const FIXED: readonly string[] = ['formal_notice', 'order_stop', 'hand_over']
const MOST_CELLS = 24

/** The steps that may be tested: each id once, as its first scenario has it. */
export function testableSteps({ scenarios }: CampaignDefinition): Step[] {
  const all = scenarios.flatMap(({ steps }) => steps).filter(({ kind }) => !FIXED.includes(kind))
  return all.filter(({ id }, place) => all.findIndex((one) => one.id === id) === place)
}

/** A day from the due date as a level: `day5`, `before3`. */
export const dayLevel = (day: number) => (day < 0 ? `before${-day}` : `day${day}`)
export const levelDay = (level: string) =>
  level.startsWith('before') ? -Number(level.slice(6)) : Number(level.slice(3))

/** What a step is today, as the level of a factor; a day counted from the step before has none. */
export function todayOf(step: Step, factor: Factor): string | null {
  if (factor === 'tone') return step.tone
  if (factor === 'channel') return step.channels[0] ?? null
  if (factor === 'template') return step.template
  return 'from_due' in step.day ? dayLevel(step.day.from_due) : null
}

function changeOf(factor: Factor, level: string): Partial<Cell['changes'][number]> {
  if (factor === 'tone') return { tone: level as Tone }
  if (factor === 'channel') return { channels: [level as Channel] }
  return factor === 'timing' ? { day: { from_due: levelDay(level) } } : { template: level }
}

/**
 * Every combination of levels as a cell, today's way first. A level that is today's changes nothing.
 * @param nameOf the words for a combination
 */
export function cellsOf(
  step: Step,
  levels: Levels,
  nameOf: (levels: Record<string, string>) => string,
): Cell[] {
  const used = FACTORS.filter((factor) => levels[factor].length > 0)
  const today = used.map((factor) => todayOf(step, factor) ?? CONTROL)
  let combined: string[][] = [[]]
  used.forEach((factor, place) => {
    combined = combined.flatMap((one) =>
      [today[place] ?? '', ...levels[factor]].map((level) => [...one, level]),
    )
  })
  return combined.slice(0, MOST_CELLS).map((chosen, place) => {
    const changed = used.flatMap((factor, i) =>
      chosen[i] === today[i] ? [] : [changeOf(factor, chosen[i] ?? '')],
    )
    const byFactor = Object.fromEntries(used.map((factor, i) => [factor, chosen[i] ?? '']))
    const id = place === 0 ? CONTROL : chosen.filter((level, i) => level !== today[i]).join('-')
    return {
      id,
      label: nameOf(place === 0 ? {} : byFactor),
      levels: byFactor,
      changes:
        changed.length === 0 ? [] : [Object.assign({ step: step.id }, ...changed) as Cell['changes'][number]],
    }
  })
}

/** The levels that the cells of a design try, today's left out. */
export function levelsOf(cells: readonly Cell[], control: string): Levels {
  const today = cells.find(({ id }) => id === control)?.levels ?? {}
  const of = (factor: Factor) => [
    ...new Set(
      cells.flatMap(({ levels }) => levels[factor] ?? []).filter((level) => level !== today[factor]),
    ),
  ]
  return { tone: of('tone'), channel: of('channel'), timing: of('timing'), template: of('template') }
}

/** The step that the cells change; undefined while they change nothing. */
export const stepOf = (cells: readonly Cell[]) => cells.flatMap(({ changes }) => changes)[0]?.step
