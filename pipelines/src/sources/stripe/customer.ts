import { createHash } from 'node:crypto'
import type { SourceRecord } from '../source'
import type { Json } from '../webhooks/json'
import { firstText, listAt, objectAt, textAt } from '../webhooks/json'
import type { Notice } from './notice'
import { STRIPE_METADATA, common } from './notice'

/** customer.created and customer.updated: who the customer is and how to reach him. */
export function readCustomer(notice: Notice): SourceRecord {
  const { object, entityId } = notice
  const customerId = textAt(object, 'metadata', STRIPE_METADATA.customer) || textAt(object, 'id')
  const attributes = attributesOf(object)
  const { currency: _, ...rest } = common(notice)
  const content = createHash('sha256').update(JSON.stringify(attributes)).digest('hex').slice(0, 16)
  return {
    events: [
      {
        ...rest,
        customer_id: customerId,
        event_id: `customer:${entityId}:${customerId}:${content}`,
        event_type: 'customer.updated',
        attributes,
      },
    ],
  }
}

function attributesOf(object: Json): Record<string, unknown> {
  const contacts = [
    contact('email', textAt(object, 'email')),
    contact('phone', firstText(object, ['phone'], ['shipping', 'phone'])),
  ].flat()
  const found: Record<string, unknown> = {
    name: firstText(
      object,
      ['business_name'],
      ['name'],
      ['individual_name'],
      ['shipping', 'name'],
      ['description'],
    ),
    country: firstText(object, ['address', 'country'], ['shipping', 'address', 'country']),
    language: textAt({ first: listAt(object, 'preferred_locales')[0] }, 'first').split('-')[0],
    vat_number: vatNumber(object),
    address: addressOf(objectAt(object, 'address')),
    contacts: contacts.length > 0 ? contacts : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ''))
}

const contact = (channel: string, address: string) =>
  address === '' ? [] : [{ role: 'accounts_payable', channel, address, [channel]: address }]

const vatNumber = (object: Json): string =>
  listAt(object, 'tax_ids', 'data')
    .filter((tax) => textAt(tax, 'type') === 'eu_vat')
    .map((tax) => textAt(tax, 'value'))[0] ?? ''

const addressOf = (address: Json): string =>
  ['line1', 'line2', 'postal_code', 'city', 'country']
    .map((key) => textAt(address, key))
    .filter((part) => part !== '')
    .join(', ')
