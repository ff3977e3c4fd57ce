import type { Random } from '@relance/experiments/simulate'
import { pick } from './draw'

/** Kinds of customers that have names of different forms. */
export type NamedKind = 'business' | 'sole_trader' | 'consumer' | 'public' | 'association'

const TRADES: Record<string, readonly string[]> = {
  Bâtiment: ['Menuiserie', 'Charpentes', 'Maçonnerie', 'Couverture', 'Électricité', 'Plomberie', 'Façades'],
  Industrie: ['Ateliers', 'Fonderie', 'Mécanique', 'Plastiques', 'Usinage', 'Tôlerie', 'Emballages'],
  Commerce: ['Comptoir', 'Maison', 'Quincaillerie', 'Négoce', 'Distribution', 'Boutiques', 'Matériaux'],
  Transport: ['Transports', 'Messagerie', 'Logistique', 'Affrètement', 'Entrepôts'],
  Services: ['Cabinet', 'Conseil', 'Nettoyage', 'Sécurité', 'Informatique', 'Imprimerie', 'Bureau'],
  'Hôtellerie-restauration': ['Brasserie', 'Auberge', 'Traiteur', 'Hôtel', 'Restaurants'],
  Santé: ['Laboratoire', 'Clinique', 'Pharmacie', 'Optique', 'Matériel médical'],
  Agroalimentaire: ['Conserverie', 'Laiterie', 'Biscuiterie', 'Domaine', 'Primeurs'],
}

const PLACES = [
  'Valmorin',
  'Clairfontaine',
  'Roquebrume',
  'Saint-Avold-les-Prés',
  'Montferrel',
  'Beauvallon',
  'Lissandre',
  'Courtevigne',
  'Hauterive-sur-Lanne',
  'Peyrolac',
  'Vernouillac',
  'Grandchamp-le-Vieux',
  'Orvelle',
  'Malassise',
  'Trévignan',
  'Bellegarde-en-Sorne',
  'Champvallier',
  'Fontrailles-le-Bas',
  'Quérigny',
  'Sainte-Arelle',
  'Noirmont',
  'Aubrelle',
  'Villefrance',
  'Kerlavos',
  'Pontarmel',
  'Escaudan',
  'Marsanville',
  'Douvrelin',
  'Castelrieux',
  'Luzarnes',
] as const

const FAMILIES = [
  'Aubertin',
  'Brissard',
  'Castagnol',
  'Delmarre',
  'Estienard',
  'Fauvelle',
  'Garrigou',
  'Hennequet',
  'Imbernon',
  'Jacquemard',
  'Kervarec',
  'Lamouroux',
  'Marchandel',
  'Navelot',
  'Olivard',
  'Paquereau',
  'Quintrel',
  'Rousselin',
  'Sabourdy',
  'Tavernelle',
  'Urvoas',
  'Vauquelard',
  'Wattremel',
  'Ybert',
  'Zumbiel',
  'Benhaddou',
  'Diallou',
  'Nguyenh',
] as const

const GIVEN = [
  'Adèle',
  'Bastien',
  'Camille',
  'Driss',
  'Élodie',
  'Farid',
  'Gaëlle',
  'Hugo',
  'Inès',
  'Jules',
  'Kenza',
  'Louise',
  'Mathis',
  'Nadia',
  'Océane',
  'Pauline',
  'Romain',
  'Solène',
  'Théo',
  'Yasmine',
] as const

const PUBLIC = [
  'Mairie de',
  'Communauté de communes de',
  'Collège de',
  'Centre hospitalier de',
  'Office de tourisme de',
]
const CLUBS = [
  'Association sportive de',
  'Harmonie de',
  'Maison des jeunes de',
  'Comité des fêtes de',
  'Banque alimentaire de',
]
const FORMS = ['SARL', 'SARL', 'SAS', 'SAS', 'SASU', 'EURL', 'SA']

/** The trades a company of the demo may have. */
export const sectors: readonly string[] = Object.keys(TRADES)

/** A French name for a customer of the demo. All words are made up; a name may come twice in a large company. */
export function customerName(random: Random, kind: NamedKind, sector: string): string {
  const place = pick(random, PLACES)
  const family = pick(random, FAMILIES)
  if (kind === 'public') return `${pick(random, PUBLIC)} ${place}`
  if (kind === 'association') return `${pick(random, CLUBS)} ${place}`
  if (kind === 'consumer') return `${pick(random, GIVEN)} ${family}`
  const trade = pick(random, TRADES[sector] ?? ['Établissements'])
  if (kind === 'sole_trader') return `${trade} ${pick(random, GIVEN)} ${family}`
  const name = pick(random, [
    family,
    place,
    `${family} & Fils`,
    `de ${place}`,
    `${family}-${pick(random, FAMILIES)}`,
  ])
  return `${trade} ${name} ${pick(random, FORMS)}`
}
