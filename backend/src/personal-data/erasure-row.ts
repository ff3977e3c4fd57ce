import type { erasures } from '../metadata'
import type { Erasure } from './personal-data.contract'

/** @param name of the person who asked, where it is known */
export function toErasure(row: typeof erasures.$inferSelect, name: string | null): Erasure {
  return {
    id: row.id,
    entity_id: row.entityId,
    customer_id: row.customerId,
    cause: row.cause,
    requested_by: name ?? row.requestedBy,
    requested_at: row.requestedAt.toISOString(),
    done_at: row.doneAt?.toISOString() ?? null,
  }
}
