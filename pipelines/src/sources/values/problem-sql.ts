import type { ReasonCode } from '../../events/contract'
import { firstOf, literal } from '../../ingest/sql-text'

/** A condition under which a record cannot be accepted: [SQL condition, field, reason, SQL of the text at fault]. */
export type Check = [condition: string, field: string, reason: ReasonCode, value: string]

/** SQL: the first check that fails as Tuple(field, reason, value); all three empty when none does. */
export function problemSql(checks: Check[]): string {
  const cases = checks.map(([condition, field, reason, value]): [string, string] => [
    condition,
    `tuple(${literal(field)}, ${literal(reason)}, ${value})`,
  ])
  return firstOf(cases, `tuple('', '', '')`)
}
