import { isUtf8 } from 'node:buffer'
import { AppError } from '../http/app-error'

/** Events as lines of JSON, ready to be kept. */
export interface EventLines {
  body: Buffer
  rows: number
  /** whether every event has an id, so that they may be loaded together with others */
  named: boolean
}

/** Lines of events that came as JSON. @throws AppError `events/too-deep` */
export function linesOfEvents(events: object[]): EventLines {
  const body = Buffer.from(events.map((event) => `${written(event)}\n`).join(''))
  return { body, rows: events.length, named: events.every(hasId) }
}

/** What is nested thousands of levels deep can be read but not written. */
function written(event: object): string {
  try {
    return JSON.stringify(event)
  } catch {
    throw new AppError('events/too-deep', 400, 'An event is nested too deep.')
  }
}

/** Lines as they came, without blank ones; undefined where the text is no UTF-8 and must be read as a file. */
export function linesOfText(bytes: Buffer): EventLines | undefined {
  if (!isUtf8(bytes)) return undefined
  const lines = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const body = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  return { body, rows: lines.length, named: lines.every((line) => hasId(parsed(line))) }
}

const hasId = (event: unknown): boolean => {
  const id = (event as { event_id?: unknown } | null)?.event_id
  return typeof id === 'string' && id !== '' && !id.startsWith('~')
}

/** What is no JSON is rejected on its own and needs no id. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return { event_id: 'none' }
  }
}
