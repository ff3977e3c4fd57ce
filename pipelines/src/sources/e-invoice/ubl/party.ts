import type { Identifier, Party } from '../invoice'
import { noIdentifier } from '../invoice'
import type { XmlNode } from '../xml/node'
import { at, children, firstText, textAt } from '../xml/node'

const identifier = (node: XmlNode): Identifier => ({
  scheme: node.attributes['schemeID'] ?? '',
  value: node.text,
})
const stated = ({ value }: Identifier): boolean => value !== ''

/** The party of an AccountingCustomerParty or AccountingSupplierParty. */
export function readUblParty(role: XmlNode): Party {
  const party = at(role, 'Party')
  const legal = children(party, 'PartyLegalEntity')
  const account = ['CustomerAssignedAccountID', 'SupplierAssignedAccountID'].map((name) => at(role, name))
  const address = at(party, 'PostalAddress')
  const contact = at(party, 'Contact')
  const accounting = at(role, 'AccountingContact')
  const registered = legal.map((entity) => textAt(entity, 'RegistrationName'))
  const tradingName = textAt(party, 'PartyName', 'Name')
  const person = ['FirstName', 'FamilyName'].map((name) => textAt(party, 'Person', name)).filter(Boolean)
  return {
    name: firstText(...registered, tradingName, person.join(' ')),
    tradingName,
    ids: [...children(party, 'PartyIdentification').map((id) => at(id, 'ID')), ...account]
      .map(identifier)
      .filter(({ value, scheme }) => value !== '' && scheme !== 'SEPA'),
    legalIds: legal.map((entity) => identifier(at(entity, 'CompanyID'))).filter(stated),
    vat: vatOf(party),
    endpoint: at(party, 'EndpointID').text === '' ? noIdentifier : identifier(at(party, 'EndpointID')),
    address: addressLines(address),
    country: firstText(
      textAt(address, 'Country', 'IdentificationCode'),
      textAt(party, 'PartyLegalEntity', 'RegistrationAddress', 'Country', 'IdentificationCode'),
    ).toUpperCase(),
    contact: {
      name: firstText(textAt(contact, 'Name'), textAt(accounting, 'Name')),
      phone: firstText(textAt(contact, 'Telephone'), textAt(accounting, 'Telephone')),
      email: firstText(textAt(contact, 'ElectronicMail'), textAt(accounting, 'ElectronicMail')),
    },
  }
}

/** The number of the scheme VAT; of a scheme that is not named where no other is. */
function vatOf(party: XmlNode): string {
  const schemes = children(party, 'PartyTaxScheme').map((scheme) => ({
    id: textAt(scheme, 'TaxScheme', 'ID').toUpperCase(),
    number: textAt(scheme, 'CompanyID'),
  }))
  const found = schemes.find(({ id }) => id === 'VAT') ?? schemes.find(({ id }) => id === '')
  return found?.number ?? ''
}

function addressLines(address: XmlNode): string[] {
  const street = [textAt(address, 'StreetName'), textAt(address, 'BuildingNumber')].filter(Boolean).join(' ')
  const lines = children(address, 'AddressLine').map((line) => textAt(line, 'Line'))
  const town = [textAt(address, 'PostalZone'), textAt(address, 'CityName')].filter(Boolean).join(' ')
  return [street, textAt(address, 'AdditionalStreetName'), ...lines, textAt(address, 'Postbox'), town].filter(
    Boolean,
  )
}
