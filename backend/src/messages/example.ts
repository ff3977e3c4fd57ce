import type { Channel, ReactionTrigger } from '../campaigns/campaign.contract'
import { REACTIONS } from '../campaigns/campaign.contract'
import type { PlannedContact } from '../dispatch/planner/verdict'
import type { Regime } from '../legal/regime'
import { usualDeadline } from './subject'
import type { Charges, Facts, MessageSubject, Sender } from './subject'
import type { Language } from './tags/format'
import { addDays } from './tags/format'
import type { Occasion } from './tags/tag'

const EURO = 10_000n
const ADDRESS = '8 impasse des Lilas\n69003 Lyon'

/** A creditor for examples, until the company has said who it is. */
export const EXAMPLE_SENDER: Sender = {
  name: 'Atelier Vernier SAS',
  address: '12 rue de la Paix\n75002 Paris',
  registration: '552 100 554 RCS Paris',
  phone: '01 23 45 67 89',
  email: 'comptabilite@example.com',
  accountManager: 'Paul Lefèvre',
  iban: 'FR7630006000011234567890189',
  bic: 'AGRIFRPP',
}

export interface ExampleWish {
  readonly occasion: Occasion
  readonly channel: Channel
  readonly language: Language
  readonly regime: Regime
  /** YYYY-MM-DD */
  readonly today: string
}

/** A customer who does not exist, with everything a message may name: for previews without a customer, and checks. */
export function exampleSubject({ occasion, channel, language, regime, today }: ExampleWish): MessageSubject {
  const kind = isReaction(occasion) ? 'reaction' : occasion
  const early = occasion === 'before_due' || occasion === 'satisfaction'
  const invoices = [invoice('FA-2031', early ? 4 : -31, today), invoice('FA-2044', early ? 9 : -17, today)]
  const consumer = regime === 'consumer'
  return {
    contact: {
      ...contact(occasion, kind, channel),
      language,
      claims: invoices.map(claimed),
      totalDue: 4_812_6000n,
    },
    customer: {
      customerId: 'C-10482',
      name: consumer ? 'Claire Morel' : 'Menuiserie Dubreuil SARL',
      kind: regime,
      accountManager: '',
      invoices,
    },
    regime,
    language,
    sender: EXAMPLE_SENDER,
    links: {
      page: 'https://reglement.example.com/c/8Yq2kT',
      pay: 'https://reglement.example.com/c/8Yq2kT#payer',
      optOut: 'https://reglement.example.com/c/8Yq2kT#refus',
    },
    charges: consumer || early ? null : CHARGES,
    facts: facts(today),
    today,
    deadline: usualDeadline(kind, regime, today),
  }
}

const isReaction = (occasion: Occasion): occasion is ReactionTrigger =>
  (REACTIONS as readonly string[]).includes(occasion)
const CHARGES: Charges = { interest: 27_9500n, ratePercent: 12.15, indemnity: 80n * EURO }

function facts(today: string): Facts {
  return {
    concerned: ['FA-2031'],
    payment: { amount: 1_200n * EURO, on: addDays(today, -1) },
    promise: { amount: 4_812_6000n, until: addDays(today, 9) },
    plan: { amount: 800n * EURO, dueOn: addDays(today, 5), number: 2, count: 6 },
    call: { on: addDays(today, -1), summary: 'Règlement annoncé pour la fin du mois.' },
    earlierNoticeOn: addDays(today, -20),
  }
}

function invoice(id: string, dueIn: number, today: string): MessageSubject['customer']['invoices'][number] {
  const dueOn = addDays(today, dueIn)
  const amount = 2_406_3000n
  return {
    id,
    currency: 'EUR',
    kind: 'normal',
    issuedOn: addDays(dueOn, -30),
    dueOn,
    instalments: [],
    amount,
    opens: [{ day: addDays(dueOn, -30), open: amount }],
    disputes: [],
    paymentMeans: 'transfer',
    rejectedOn: '',
    factored: false,
    statuses: [],
    timeBarredOn: '',
    detailed: true,
  }
}

const claimed = ({ id, dueOn, amount }: { id: string; dueOn: string; amount: bigint }) => ({
  invoiceId: id,
  level: 1,
  open: amount,
  dueOn,
})

function contact(occasion: Occasion, kind: PlannedContact['kind'], channel: Channel): PlannedContact {
  return {
    campaignId: '',
    campaignVersion: 1,
    segmentId: '',
    variantId: '',
    probability: 1,
    stepId: occasion,
    kind,
    reaction: '',
    level: 1,
    channel,
    tone: 'neutral',
    template: occasion,
    templateVersion: 1,
    language: 'fr',
    recipient: { name: 'Claire Morel', address: ADDRESS },
    currency: 'EUR',
    claims: [],
    alsoClaimed: [],
    listed: [],
    apart: [],
    otherCurrencies: [],
    deducted: 0n,
    totalDue: 0n,
    notBefore: 0,
    movedFrom: null,
  }
}
