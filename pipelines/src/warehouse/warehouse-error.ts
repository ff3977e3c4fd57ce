import { ClickHouseError } from '@clickhouse/client'

/** Stable codes; each is a translation key. */
export type WarehouseErrorCode =
  | 'warehouse/unavailable'
  | 'warehouse/timeout'
  | 'warehouse/cancelled'
  | 'warehouse/memory'
  | 'warehouse/limit'
  | 'warehouse/busy'
  | 'warehouse/syntax'
  | 'warehouse/refused'
  | 'warehouse/bad-data'
  | 'warehouse/unexpected-row'
  | 'warehouse/failed'

const BY_NUMBER: [WarehouseErrorCode, number[]][] = [
  // of a shard of a cluster
  ['warehouse/unavailable', [210, 279]],
  ['warehouse/memory', [241, 173]],
  ['warehouse/timeout', [159, 160, 209]],
  ['warehouse/cancelled', [394, 734]],
  ['warehouse/limit', [158, 201, 307, 396, 290]],
  ['warehouse/busy', [202, 203, 252]],
  [
    'warehouse/syntax',
    [16, 35, 36, 42, 43, 44, 46, 47, 48, 51, 53, 57, 60, 62, 63, 81, 82, 115, 184, 215, 386, 456, 457],
  ],
  ['warehouse/refused', [164, 192, 193, 194, 291, 446, 452, 497, 516]],
  ['warehouse/bad-data', [6, 26, 27, 33, 38, 41, 69, 70, 72, 117, 131, 246, 321, 349, 407]],
]

/** Errors about the query text or the person's rights: their text quotes the query, never a row. */
const SAFE_TEXT: ReadonlySet<WarehouseErrorCode> = new Set([
  'warehouse/syntax',
  'warehouse/refused',
  'warehouse/memory',
  'warehouse/limit',
  'warehouse/timeout',
])

/**
 * An error of the warehouse. Its message never holds row content, so it may be logged and shown; the engine's own
 * text is in `detail` where it is about the query and not about rows.
 */
export class WarehouseError extends Error {
  override readonly name = 'WarehouseError'

  constructor(
    readonly code: WarehouseErrorCode,
    /** name of the query */
    readonly query: string,
    /** ClickHouse's error number, null when the error is not ClickHouse's */
    readonly number: number | null,
    reason: string,
    readonly detail?: string,
  ) {
    super(`${query}: ${reason}`)
  }
}

/**
 * Turns whatever the client throws into a WarehouseError; one that is one already passes unchanged. Only who asked can
 * tell a cancelled query from an answer that broke off: Node calls both aborted.
 */
export function toWarehouseError(
  asked: { name: string; signal?: AbortSignal | undefined },
  thrown: unknown,
): WarehouseError {
  if (thrown instanceof WarehouseError) return thrown
  const query = asked.name
  if (thrown instanceof ClickHouseError) return fromServer(query, thrown)
  if (asked.signal?.aborted) return new WarehouseError('warehouse/cancelled', query, null, 'cancelled')
  const error = thrown as { message?: string; code?: unknown; name?: string }
  const text = String(error.message ?? thrown)
  if (/timeout/i.test(text)) return new WarehouseError('warehouse/timeout', query, null, 'no answer in time')
  const network =
    typeof error.code === 'string' ? error.code : /socket hang up/.test(text) ? 'socket hang up' : null
  if (network) {
    return new WarehouseError(
      'warehouse/unavailable',
      query,
      null,
      `the warehouse does not answer (${network})`,
    )
  }
  return new WarehouseError('warehouse/failed', query, null, `failed (${error.name ?? 'error'})`)
}

/** What a number of ClickHouse's error list is about. */
export const errorCodeOf = (number: number): WarehouseErrorCode =>
  BY_NUMBER.find(([, numbers]) => numbers.includes(number))?.[0] ?? 'warehouse/failed'

function fromServer(query: string, error: ClickHouseError): WarehouseError {
  const number = Number(error.code)
  const code = errorCodeOf(number)
  const reason = `${error.type ?? 'error'} (ClickHouse ${number})`
  return SAFE_TEXT.has(code)
    ? new WarehouseError(code, query, number, reason, error.message)
    : new WarehouseError(code, query, number, reason)
}
