export { eraseCustomer } from './erase-customer'
export type { CustomerKey } from './customer-key'
export { eventsOfCustomer, personalWords } from './known-of-customer'
export type { KnownEvent } from './known-of-customer'
