import type { Random } from '@relance/experiments/simulate'
import { chance, pick } from './draw'
import type { Profile } from './profile'

const STREETS = [
  'rue des Tilleuls',
  'avenue de la Gare',
  'rue du Lavoir',
  'place du Marché',
  'chemin Vert',
] as const
const TOWNS = [
  ['75011', 'Paris'],
  ['69003', 'Lyon'],
  ['67000', 'Strasbourg'],
  ['33000', 'Bordeaux'],
  ['44000', 'Nantes'],
  ['59000', 'Lille'],
  ['13006', 'Marseille'],
  ['97400', 'Saint-Denis'],
] as const
const PEOPLE = [
  'Anne Delorme',
  'Marc Vidal',
  'Sonia Hamel',
  'Yves Carrel',
  'Leïla Brahim',
  'Paul Anselin',
] as const

/**
 * Where a customer of the demo is reached. Addresses end in .example (RFC 2606), and numbers lie in the range that
 * Arcep keeps for fiction (06 39 98 xx xx, decision 2018-0881), so that nobody real is ever written to. A few customers
 * have no e-mail, as in every company.
 */
export function contactsOf({ name, kind, id, country }: Profile, random: Random): Record<string, unknown> {
  const person = kind === 'consumer' ? name : pick(random, PEOPLE)
  const mailbox = kind === 'consumer' ? 'contact' : 'comptabilite'
  const email = chance(random, 0.95) ? `${mailbox}@${slug(name)}-${id.toLowerCase()}.example` : ''
  const phone = `+3363998${String(random.below(10_000)).padStart(4, '0')}`
  const [postcode, town] = pick(random, TOWNS)
  const street = `${1 + random.below(120)} ${pick(random, STREETS)}`
  const contacts = [{ role: 'accounts_payable', name: person, email, phone }]
  if (country !== 'FR') return { contacts }
  return { contacts, address: `${street}\n${postcode} ${town}`, postal_code: postcode }
}

const slug = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
