/** Cursors are offsets into a stable order, as text. */
const LARGEST = 1000

export const pageSize = (limit: number | undefined, usual: number): number =>
  Math.max(1, Math.min(limit ?? usual, LARGEST))

export function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0)
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0
}

/** One row more than the page was read, to know whether there is a next one. */
export function page<T>(rows: T[], limit: number, offset: number): { rows: T[]; next: string | null } {
  return { rows: rows.slice(0, limit), next: rows.length > limit ? String(offset + limit) : null }
}
