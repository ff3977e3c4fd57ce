import type { Identifier, Party } from '../invoice'
import { noIdentifier } from '../invoice'
import type { XmlNode } from '../xml/node'
import { at, child, children, emptyNode, firstText, textAt } from '../xml/node'

const identifier = (node: XmlNode): Identifier => ({
  scheme: node.attributes['schemeID'] ?? '',
  value: node.text,
})

/** A SellerTradeParty or BuyerTradeParty. */
export function readCiiParty(party: XmlNode): Party {
  const organization = at(party, 'SpecifiedLegalOrganization')
  const address = at(party, 'PostalTradeAddress')
  const contact = child(party, 'DefinedTradeContact', 'DefinedCIContact') ?? emptyNode
  const registrations = children(party, 'SpecifiedTaxRegistration').map((node) => identifier(at(node, 'ID')))
  const vat = registrations.find(({ scheme }) => scheme === 'VA' || scheme === 'VAT')
  const endpoint = identifier(at(party, 'URIUniversalCommunication', 'URIID'))
  const town = [textAt(address, 'PostcodeCode'), textAt(address, 'CityName')].filter(Boolean).join(' ')
  return {
    name: firstText(textAt(party, 'Name'), textAt(organization, 'TradingBusinessName')),
    tradingName: textAt(organization, 'TradingBusinessName'),
    ids: party.children
      .filter(({ name, text }) => (name === 'ID' || name === 'GlobalID') && text !== '')
      .map(identifier),
    legalIds: [identifier(at(organization, 'ID'))].filter(({ value }) => value !== ''),
    vat: (vat ?? registrations.find(({ scheme }) => scheme === ''))?.value ?? '',
    endpoint: endpoint.value === '' ? noIdentifier : endpoint,
    address: [
      textAt(address, 'LineOne'),
      textAt(address, 'LineTwo'),
      textAt(address, 'LineThree'),
      firstText(textAt(address, 'StreetName')),
      town,
    ].filter(Boolean),
    country: textAt(address, 'CountryID').toUpperCase(),
    contact: {
      name: firstText(textAt(contact, 'PersonName'), textAt(contact, 'DepartmentName')),
      phone: textAt(contact, 'TelephoneUniversalCommunication', 'CompleteNumber'),
      email: firstText(
        textAt(contact, 'EmailURIUniversalCommunication', 'URIID'),
        textAt(contact, 'EmailURIUniversalCommunication', 'CompleteNumber'),
      ),
    },
  }
}
