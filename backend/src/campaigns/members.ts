/** Who is in a campaign on a day. */
export interface Members {
  /** the segment of a customer, '' for everyone else; undefined: not in the campaign */
  segmentOf(entityId: string, customerId: string): string | undefined
}

/** Of a campaign for everybody, on one way, nobody's attributes need be asked. */
export const EVERYONE: Members = { segmentOf: () => '' }

/** Customers by creditor with their segments: a million of them stay in memory for a day. */
export class MemberList implements Members {
  readonly #byEntity = new Map<string, Map<string, string>>()

  add(entityId: string, customerId: string, segment: string): void {
    const known = this.#byEntity.get(entityId)
    if (known) known.set(customerId, segment)
    else this.#byEntity.set(entityId, new Map([[customerId, segment]]))
  }

  segmentOf(entityId: string, customerId: string): string | undefined {
    return this.#byEntity.get(entityId)?.get(customerId)
  }
}
