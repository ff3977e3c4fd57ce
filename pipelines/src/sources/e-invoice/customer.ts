import { createHash } from 'node:crypto'
import type { EventRecord } from '../source'
import type { EInvoice, Identifier, Party } from './invoice'

const SIREN_SCHEMES = new Set(['0002', '0009', '0225'])

const bare = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** The SIREN in an identifier: itself, the beginning of a SIRET, or of an electronic address of the French platforms. */
function sirenIn({ scheme, value }: Identifier, country: string): string {
  const digits = value.replace(/\s/g, '')
  const form = scheme === '0225' ? /^(\d{9})(?:_.*)?$/ : /^(\d{9})(?:\d{5})?$/
  const isFrench = SIREN_SCHEMES.has(scheme) || (scheme === '' && country === 'FR')
  return isFrench ? (form.exec(digits)?.[1] ?? '') : ''
}

/** The SIREN of a party: BT-47, then its other identifiers, its VAT number, its electronic address. */
export function sirenOf(party: Party): string {
  const byIds = [...party.legalIds, ...party.ids.filter(({ scheme }) => scheme !== '')].map((id) =>
    sirenIn(id, party.country),
  )
  const byVat = /^FR[0-9A-Z]{2}(\d{9})$/.exec(bare(party.vat))?.[1] ?? ''
  const byEndpoint = party.endpoint.scheme === '' ? '' : sirenIn(party.endpoint, '')
  return [...byIds, byVat, byEndpoint].find((siren) => siren !== '') ?? ''
}

/** A VAT number with the country in front; empty when there is none. */
export function vatOf(party: Party): string {
  const number = bare(party.vat)
  if (number.length < 4) return ''
  return /^[A-Z]{2}/.test(number) ? number : `${party.country}${number}`
}

const qualified = ({ scheme, value }: Identifier): string =>
  scheme === '' ? value.trim() : `${scheme}:${value.trim()}`

/**
 * The id of a customer, the same on each of his invoices: SIREN, else VAT number (BT-48), else his register number
 * (BT-47), electronic address (BT-49) or the seller's number for him (BT-46) with its scheme, else his name in small
 * letters without accents. Empty when the document names nobody.
 */
export function customerIdOf(party: Party): string {
  const siren = sirenOf(party)
  if (siren !== '') return siren
  const vat = vatOf(party)
  if (vat !== '') return vat
  const id = [...party.legalIds, party.endpoint, ...party.ids].find(({ value }) => value.trim() !== '')
  if (id) return qualified(id).slice(0, 200)
  const name = plainName(party.name)
  return name === '' ? '' : `name:${name}`
}

function plainName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 120)
}

/** What an invoice says of the buyer, as attributes of customer.updated. */
export function customerAttributes(invoice: EInvoice): Record<string, unknown> {
  const { buyer } = invoice
  const siren = sirenOf(buyer)
  const vat = vatOf(buyer)
  const email = buyer.contact.email || (/^EM$/i.test(buyer.endpoint.scheme) ? buyer.endpoint.value : '')
  const { name, phone } = buyer.contact
  const iban = bare(invoice.debitedIban)
  return withoutEmpty({
    name: buyer.name,
    trading_name: buyer.tradingName === buyer.name ? '' : buyer.tradingName,
    kind: kindOf(siren, vat),
    country: buyer.country,
    language: invoice.language.slice(0, 2).toLowerCase(),
    siren,
    vat_number: vat,
    group_key: siren || vat,
    address: buyer.address.join('\n'),
    electronic_address: buyer.endpoint.value === '' ? '' : qualified(buyer.endpoint),
    iban: /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban) ? iban : '',
    contacts: name || phone || email ? [withoutEmpty({ role: 'buyer', name, email, phone })] : '',
  })
}

/** customer.updated; the id holds the content, so that what changed is a new event. */
export function customerEvent(
  attributes: Record<string, unknown>,
  entityId: string,
  customerId: string,
): EventRecord {
  const hash = createHash('sha256').update(JSON.stringify(attributes)).digest('hex').slice(0, 16)
  return {
    event_id: `customer:${entityId}:${customerId}:${hash}`,
    event_type: 'customer.updated',
    // Invoices do not say since when: whatever says so comes later and wins.
    occurred_on: '1990-01-01',
    entity_id: entityId,
    customer_id: customerId,
    attributes,
  }
}

/** Register numbers that begin with 1 or 2 are those of public bodies. */
function kindOf(siren: string, vat: string): string {
  if (/^[12]/.test(siren)) return 'public'
  return siren !== '' || vat !== '' ? 'business' : ''
}

/** Attributes that say something. */
export function withoutEmpty(attributes: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name in attributes) {
    const value = attributes[name]
    if (value !== '' && value !== null && value !== undefined && value !== false) kept[name] = value
  }
  return kept
}
