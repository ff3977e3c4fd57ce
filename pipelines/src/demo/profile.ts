import type { Random } from '@relance/experiments/simulate'
import { around, chance, pick, weighted } from './draw'
import type { NamedKind } from './names'
import { customerName, sectors } from './names'

export type Method = 'transfer' | 'direct_debit' | 'card' | 'cheque'

/** How a payer behaves; the figures are chosen so that the whole company looks like a French one. */
interface Behaviour {
  /** share of invoices paid by their due date whatever happens */
  punctual: number
  /** mean days late of the others */
  lateness: number
  /** share of invoices that only a reminder, or nothing, gets paid */
  reluctant: number
  /** share paid in two parts */
  partial: number
  /** multiplies the answer to a reminder */
  responsive: number
}

const BEHAVIOURS = {
  punctual: { punctual: 0.9, lateness: 6, reluctant: 0.004, partial: 0.01, responsive: 1.3 },
  busy: { punctual: 0.58, lateness: 15, reluctant: 0.015, partial: 0.02, responsive: 1.2 },
  slow: { punctual: 0.24, lateness: 26, reluctant: 0.03, partial: 0.05, responsive: 0.9 },
  erratic: { punctual: 0.5, lateness: 34, reluctant: 0.06, partial: 0.08, responsive: 0.8 },
  struggling: { punctual: 0.25, lateness: 42, reluctant: 0.16, partial: 0.2, responsive: 0.5 },
} as const satisfies Record<string, Behaviour>

/** One customer of the demo, drawn once. */
export interface Profile {
  id: string
  name: string
  kind: NamedKind
  sector: string
  country: string
  size: 'micro' | 'small' | 'medium' | 'large' | ''
  accountManager: string
  termsDays: number
  /** terms run to the end of the month, as many French ones do */
  endOfMonth: boolean
  method: Method
  invoicesPerMonth: number
  /** median amount of an invoice in cents */
  typicalAmount: number
  behaviour: Behaviour
  variant: 'A' | 'B'
}

const KINDS = { business: 66, sole_trader: 9, consumer: 11, public: 9, association: 5 } as const
const SIZES = { micro: 34, small: 36, medium: 22, large: 8 } as const
const COUNTRIES = { FR: 88, BE: 4, DE: 3, LU: 1, IT: 2, ES: 2 } as const
const MANAGERS = ['Claire Morvan', 'Karim Bensaïd', 'Julie Perrenot', 'Thomas Lesage'] as const
const TYPICAL = { micro: 45_000, small: 110_000, medium: 260_000, large: 640_000 } as const
const MIX: Record<NamedKind, Readonly<Record<keyof typeof BEHAVIOURS, number>>> = {
  business: { punctual: 40, busy: 30, slow: 16, erratic: 8, struggling: 6 },
  sole_trader: { punctual: 38, busy: 26, slow: 14, erratic: 12, struggling: 10 },
  consumer: { punctual: 62, busy: 18, slow: 6, erratic: 8, struggling: 6 },
  public: { punctual: 30, busy: 34, slow: 32, erratic: 4, struggling: 0 },
  association: { punctual: 44, busy: 30, slow: 18, erratic: 4, struggling: 4 },
}

/** Draws the customer with this number. */
export function drawProfile(random: Random, number: number): Profile {
  const kind = weighted(random, KINDS)
  const company = kind === 'business'
  const size = company ? weighted(random, SIZES) : kind === 'sole_trader' ? 'micro' : ''
  const sector = sectorOf(random, kind)
  const typical =
    size === ''
      ? { consumer: 14_000, public: 190_000, association: 32_000 }[kind as 'consumer']
      : TYPICAL[size]
  const terms = termsOf(random, kind)
  return {
    id: `C${String(number).padStart(5, '0')}`,
    name: customerName(random, kind, sector),
    kind,
    sector,
    country: company ? weighted(random, COUNTRIES) : 'FR',
    size,
    accountManager: pick(random, MANAGERS),
    termsDays: terms,
    endOfMonth: company && terms === 45,
    method: methodOf(random, kind),
    invoicesPerMonth: Math.min(12, around(random, kind === 'consumer' ? 0.8 : 1.6, 0.55)),
    typicalAmount: around(random, typical, 0.4),
    behaviour: BEHAVIOURS[weighted(random, MIX[kind])],
    variant: chance(random, 0.5) ? 'A' : 'B',
  }
}

function sectorOf(random: Random, kind: NamedKind): string {
  if (kind === 'public') return 'Secteur public'
  if (kind === 'association') return 'Associations'
  return kind === 'consumer' ? 'Particuliers' : pick(random, sectors)
}

/** Public bodies have 30 days by law, companies agree on at most 60 days or 45 to the end of the month. */
function termsOf(random: Random, kind: NamedKind): number {
  if (kind === 'public') return 30
  if (kind === 'consumer') return chance(random, 0.5) ? 15 : 30
  return Number(weighted(random, { '15': 5, '30': 45, '45': 27, '60': 23 }))
}

function methodOf(random: Random, kind: NamedKind): Method {
  if (kind === 'public') return 'transfer'
  if (kind === 'consumer') return weighted(random, { card: 40, direct_debit: 40, transfer: 12, cheque: 8 })
  return weighted(random, { transfer: 70, direct_debit: 16, cheque: 12, card: 2 })
}
