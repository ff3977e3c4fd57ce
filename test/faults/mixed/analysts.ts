import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { exampleOf } from '../../../backend/src/workbench/catalogue/examples'
import { staySignedIn } from './dashboards'
import type { SignedIn } from './dashboards'
import { asked } from './load'
import type { Load } from './load'

/** What is shown to them beside each table, and a long answer. */
const TABLES = [
  'invoices',
  'events_current',
  'customers',
  'kpi_totals',
  'reminders',
  'verdicts',
  'data_days',
  'kpis',
]
const STATEMENTS = [...TABLES.map(exampleOf), 'SELECT * FROM invoices LIMIT 5000']
/** Codes of what may be wrong for a while. */
const NOT_NOW =
  /^(warehouse\/(unavailable|busy|timeout|memory)|metadata\/unavailable|sql\/(places-taken|figures-not-yet|broken-off))$/

/** Runs one statement after the other by the route of the screen, whose answer comes line by line. */
export async function question(load: Load, user: SignedIn, n: number, restMs: number): Promise<void> {
  for (let turn = n; !load.isOver(); turn += 1) {
    await staySignedIn(load, user)
    const headers = { cookie: user.cookie, 'content-type': 'application/json', 'x-relance-request': '1' }
    const body = JSON.stringify({ id: randomUUID(), sql: STATEMENTS[turn % STATEMENTS.length] })
    const path = '/api/workbench/runs'
    await asked(load, { kind: 'statement', method: 'POST', path, headers, body, fault: unfinished })
    await sleep(restMs)
  }
}

/** The last line of an answer tells its end, or why there is none. */
function unfinished(text: string): string | null {
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  try {
    const line = JSON.parse(last) as { end?: object; problem?: { code?: string; detail?: string } }
    if (line.end) return null
    if (!line.problem) return 'ends without a word'
    const { code = '', detail } = line.problem
    return NOT_NOW.test(code) && detail ? null : `does not say why: ${last}`
  } catch {
    return 'breaks off'
  }
}
