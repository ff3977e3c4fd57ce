import { normalHeader } from './fields'

export const ROLES = ['accounts_payable', 'buyer', 'director', 'legal'] as const
export const CONSENT_CHANNELS = ['email', 'sms', 'phone', 'post', 'whatsapp'] as const

const ROLE_WORDS: [role: string, words: RegExp][] = [
  [
    'accounts_payable',
    /compta|accountspayable|accounting|accountant|billing|factur|financ|daf|^ap(e|p|m)|ap$/,
  ],
  ['buyer', /achat|achet|buyer|purchas|procurement/],
  ['director', /direct|dirigeant|gerant|ceo|president|pdg|owner/],
  ['legal', /juridique|legal|contentieux/],
]
const PARTS: [part: string, words: RegExp][] = [
  ['email', /e?mail|courriel/],
  ['phone', /phone|tel(?!ex)|mobile|portable|gsm/],
  ['name', /nom|name|contact|interlocuteur/],
]
const CHANNEL_WORDS: [channel: string, words: RegExp][] = [
  ['email', /mail|courriel/],
  ['sms', /sms|texto/],
  ['whatsapp', /whatsapp/],
  ['phone', /phone|tel|appel|call/],
  ['post', /post|courrier|letter/],
]
const ALONE: Record<string, string> = {
  contactname: 'contact_name',
  nomcontact: 'contact_name',
  nomducontact: 'contact_name',
  contact: 'contact_name',
  interlocuteur: 'contact_name',
  firstname: 'contact_first',
  prenom: 'contact_first',
  contactfirstname: 'contact_first',
  prenomcontact: 'contact_first',
  lastname: 'contact_last',
  contactlastname: 'contact_last',
  nomdefamille: 'contact_last',
  role: 'contact_role',
  fonction: 'contact_role',
  contactrole: 'contact_role',
  rolecontact: 'contact_role',
  roleducontact: 'contact_role',
  jobtitle: 'contact_role',
  poste: 'contact_role',
  consentdate: 'consent_on',
  dateconsentement: 'consent_on',
  dateduconsentement: 'consent_on',
  consentproof: 'consent_proof',
  preuveconsentement: 'consent_proof',
  preuveduconsentement: 'consent_proof',
}

const found = (list: [string, RegExp][], text: string) => list.find(([, words]) => words.test(text))?.[0]

/**
 * Our field for a header that tells of a person or a consent: `E-mail comptabilité` is `email_accounts_payable`,
 * `Consentement SMS` is `consent_sms`. Undefined for any other.
 */
export function contactFieldOf(header: string): string | undefined {
  const name = normalHeader(header)
  const alone = ALONE[name]
  if (alone !== undefined) return alone
  const consent = /^(consent|consentement|optin|accord|autorisation)/.exec(name)
  const refusal = /^(optout|desinscri|refus|stop|opposition|donot)/.exec(name)
  const rest = name.slice((consent ?? refusal)?.[0].length ?? 0)
  if (consent ?? refusal) {
    const channel = found(CHANNEL_WORDS, rest)
    return channel && `${consent ? 'consent' : 'optout'}_${channel}`
  }
  const role = found(ROLE_WORDS, name)
  const part = role && found(PARTS, name)
  return part && `${part}_${role}`
}

/** Every field that `contactFieldOf` may give. */
export const contactFields: readonly string[] = [
  ...new Set(Object.values(ALONE)),
  ...ROLES.flatMap((role) => PARTS.map(([part]) => `${part}_${role}`)),
  ...CONSENT_CHANNELS.flatMap((channel) => [`consent_${channel}`, `optout_${channel}`]),
]
