/** A customer of one creditor. */
export interface CustomerKey {
  entityId: string
  customerId: string
}
