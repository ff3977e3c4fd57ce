import { errorCodeOf } from '@relance/pipelines'
import type { WarehouseErrorCode } from '@relance/pipelines'
import { AppError } from '../../http/app-error'

const ANSWERS: Partial<Record<WarehouseErrorCode, [code: string, status: number]>> = {
  'warehouse/syntax': ['sql/syntax', 422],
  'warehouse/bad-data': ['sql/bad-data', 422],
  'warehouse/limit': ['sql/limit', 422],
  'warehouse/memory': ['sql/memory', 422],
  'warehouse/timeout': ['sql/timeout', 422],
  'warehouse/refused': ['sql/refused', 403],
  'warehouse/cancelled': ['sql/cancelled', 499],
  'warehouse/busy': ['sql/busy', 429],
}
/** Of the way to a shard: timed out, broken off, no connection. Their text names servers. */
const NO_SHARD = new Set([209, 210, 279])
const LONGEST = 1_000

/**
 * What the engine says of a person's statement, as an error for that person. Its text is about the statement and
 * rows that the person may see, because rows are filtered before anything else looks at them; what it says of the
 * machine, of users and of versions is taken out.
 */
export function engineError(text: string, number = numberIn(text)): AppError {
  if (NO_SHARD.has(number)) {
    const told = 'One of the servers that hold the data does not answer for the moment.'
    return new AppError('warehouse/unavailable', 503, told, undefined, 2)
  }
  const [code, status] = ANSWERS[errorCodeOf(number)] ?? ['sql/failed', 422]
  const at = /failed at position (\d+)/.exec(text)?.[1]
  return new AppError(code, status, clean(text), at === undefined ? undefined : { at: Number(at) - 1 })
}

const numberIn = (text: string): number => Number(/Code: (\d+)/.exec(text)?.[1] ?? 0)

function clean(text: string): string {
  const told = text
    .replace(/^[\s\S]*?Code: \d+\. DB::\w*Exception: /, '')
    // of a shard
    .replace(/Received from \S+ DB::\w*Exception: /g, '')
    .replace(/\s*\(version [^)]*\)[\s\S]*$/, '')
    .replace(/\banalyst_[0-9a-f]{16}(: )?/g, '')
    .replace(/\s*\([0-9a-f]{8}-[0-9a-f-]{27}\)/g, '')
    .replace(/(?:\/[\w.@+-]+){2,}\/?/g, '…')
    .replace(/\s*Maybe you meant:?[^.]*\.?/g, '')
    .replace(/Stack trace:[\s\S]*$/, '')
    .trim()
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told
}
