import type { CustomerRecord } from '../../dispatch/planner/customer-record'

/** Spaces, dashes and the like are not what makes a number. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Whether a text is the customer's number, his postcode or the number of one of his invoices. */
export function knowsCustomer(record: CustomerRecord, known: string): boolean {
  const given = bare(known)
  if (given === '') return false
  return [record.customerId, record.postcode, ...record.invoices.map(({ id }) => id)].some(
    (text) => bare(text) === given,
  )
}

/** Businesses and public bodies are shown what they owe; of everybody else one thing is asked first. */
export const mustProve = ({ kind }: CustomerRecord): boolean =>
  !['business', 'public', 'association'].includes(kind)
