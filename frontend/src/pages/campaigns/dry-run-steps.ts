import type { CampaignDefinition, DryRun } from '@relance/backend/contract'
import { daysOf } from './timeline'

type ByStep = NonNullable<DryRun['summary']>['by_step'][number]
/** day: from the due date; absent for reactions and for steps of another version */
export type StepRow = ByStep & { day?: number }

/** What a dry run says of each step, in the order of the scenarios, reactions last. */
export function stepRows(rows: readonly ByStep[], { scenarios }: CampaignDefinition): StepRow[] {
  const days = new Map(
    scenarios.flatMap(({ segment, steps }) => {
      const of = daysOf(steps)
      return steps.map(({ id }, index) => [keyOf(segment ?? EVERYONE_ELSE, id), of[index] ?? 0] as const)
    }),
  )
  const order = [...days.keys()]
  const place = (row: ByStep) => {
    const at = order.indexOf(rowKey(row))
    return at === -1 ? order.length : at
  }
  return rows
    .map((row) => {
      const day = days.get(rowKey(row))
      return { ...row, ...(day === undefined ? {} : { day }) }
    })
    .sort((a, b) => place(a) - place(b))
}

const EVERYONE_ELSE = 'everyone_else'
const keyOf = (segment: string, step: string) => `${segment} ${step}`
const rowKey = ({ segment, step }: ByStep) => keyOf(segment === '' ? EVERYONE_ELSE : segment, step)
