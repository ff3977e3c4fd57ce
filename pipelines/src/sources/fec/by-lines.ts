import { literal } from '../../ingest/sql-text'
import type { LoadPlan } from '../source'
import type { DecimalMark } from '../values/amount-sql'
import type { FecLayout } from './layout'
import { arrayCells, isForeign, isUnclear, linesSql } from './lines-sql'

/**
 * A quicker way to read a ledger without quotes: a line is taken as one text and parted here, which takes the engine
 * less than half of what its reader of CSV takes, and most lines are of accounts that nothing is made of.
 */
export function byLines(plan: LoadPlan, layout: FecLayout, mark: DecimalMark): LoadPlan | null {
  if (layout.quoted) return null
  const cells = arrayCells(layout)
  const parted = `splitByChar(${literal(layout.separator)}, the_line)`
  const sql = linesSql(layout, cells, mark, plan.entityId)
  return {
    ...plan,
    ...sql,
    format: 'LineAsString',
    formatSettings: {},
    landed: [{ name: 'line_text' }],
    raw: 'cells[1]',
    parted: {
      unclear: isUnclear('line_text'),
      the_line: `trimRight(line_text, '\\r')`,
      // The reader of CSV takes spaces away, unless a tab may be what parts cells.
      cells: layout.separator === '\t' ? parted : `arrayMap(x -> trimBoth(x, ' \\t'), ${parted})`,
    },
    sieve: { dropped: isForeign(layout, 'line_text'), reason: 'not_receivable' },
    // The careful way knows better, whatever the account is.
    ignored: `if(unclear, '', ${sql.ignored})`,
    checks: [['unclear', '', 'malformed', `''`], ...sql.checks],
  }
}
