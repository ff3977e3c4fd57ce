import { z } from 'zod'
import type { Warehouse } from '../../../warehouse/warehouse'
import type { Cut } from '../cuts'
import { toMoney } from '../../money'
import disputes from './disputes.sql?raw'
import limits from './limits.sql?raw'
import promises from './promises.sql?raw'
import reactions from './reactions.sql?raw'
import reminding from './reminding.sql?raw'
import roll from './roll.sql?raw'
import voice from './voice.sql?raw'
import year from './year.sql?raw'

/** Sums read from single invoices and events, for KPIs that daily sums cannot give. */
const statements = { roll, disputes, voice, promises, reminding, reactions, limits, year }
export type SingleNeed = keyof typeof statements
export const singleNeeds = Object.keys(statements) as SingleNeed[]

const row = z.object({
  period_from: z.string(),
  period_to: z.string(),
  cut: z.string(),
  currency: z.string(),
  measure: z.string(),
  value: z.string().transform(toMoney),
})
export type SingleSum = z.output<typeof row>

/** Which column parts a statement: those over reminders have names of their own. */
export const columnFor = (need: SingleNeed, cut: Cut): string =>
  need === 'reactions' ? cut.reminderColumn : need === 'year' ? cut.column : cut.singleColumn

/** @param params as for the other facts: periods, entities, currency, customers of a cut */
export async function singleSums(
  warehouse: Warehouse,
  needs: ReadonlySet<string>,
  cut: Cut,
  params: Record<string, unknown>,
  money: 'apart' | 'pooled' = 'apart',
): Promise<SingleSum[]> {
  const found = await Promise.all(
    singleNeeds
      .filter((need) => needs.has(need))
      .map((need) =>
        warehouse.query({
          name: `kpi-${need}`,
          sql: statements[need]
            .replaceAll('{cut}', columnFor(need, cut))
            .replaceAll('{money}', money === 'apart' ? 'currency' : "''")
            .replaceAll('{source}', cut.source),
          params,
          row,
        }),
      ),
  )
  return found.flat()
}
