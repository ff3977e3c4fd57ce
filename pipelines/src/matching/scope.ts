/** The entries of one creditor in one currency are matched together. */
export interface Scope {
  entityId: string
  currency: string
}
