import { type CampaignDefinition, type Step, campaignDefinition } from '../../campaigns/campaign.contract'
import { amountOf } from './balances'
import { calendarWorld } from './calendar-world'
import type { Contact, CustomerRecord, Day, InvoiceRecord, PastContact } from './customer-record'
import type { PlannedContact, Verdict } from './verdict'
import type { RunningCampaign, World } from './world'

/** Milliseconds of a moment written as 2026-11-24T08:00+01:00. */
export const moment = (text: string): number => Date.parse(text)

export const aContact = (given: Partial<Contact> = {}): Contact => ({
  role: 'accounts_payable',
  name: 'Claire Petit',
  email: 'compta@client.example',
  phone: '+33612345678',
  ...given,
})

interface InvoiceGiven extends Partial<Omit<InvoiceRecord, 'amount'>> {
  /** in units of the currency, e.g. 120.50 */
  readonly amount?: string
  /** what changed the open amount later: day → open, in units */
  readonly then?: Readonly<Record<Day, string>>
}

let counter = 0

/** An invoice of 100 € due on 2 November 2026, open since it was issued. */
export function anInvoice({ amount = '100', then = {}, ...given }: InvoiceGiven = {}): InvoiceRecord {
  const issuedOn = given.issuedOn ?? '2026-10-03'
  const later = Object.entries(then).map(([day, open]) => ({
    day,
    open: amountOf(open),
    by: 'payment' as const,
  }))
  return {
    id: `F-${++counter}`,
    currency: 'EUR',
    kind: 'normal',
    issuedOn,
    dueOn: '2026-11-02',
    instalments: [],
    amount: amountOf(amount),
    opens: [{ day: issuedOn, open: amountOf(amount), by: 'issue' }, ...later],
    disputes: [],
    paymentMeans: 'transfer',
    rejectedOn: '',
    factored: false,
    statuses: [],
    timeBarredOn: '',
    detailed: true,
    ...given,
  }
}

/** A French company with one address of each kind and nothing owed. */
export const aCustomer = (given: Partial<CustomerRecord> = {}): CustomerRecord => ({
  entityId: 'e1',
  customerId: 'c1',
  payer: given.customerId ?? 'c1',
  name: 'Ateliers Duval',
  kind: 'business',
  country: 'FR',
  postcode: '69003',
  language: '',
  timeZone: '',
  holidayZone: '',
  internal: false,
  accountManager: '',
  contacts: [aContact()],
  postalAddress: '12 rue des Lilas, 69003 Lyon',
  invoices: [],
  onAccount: [],
  contactsMade: [],
  queued: [],
  optOuts: [],
  bounces: [],
  holds: [],
  promises: [],
  plans: [],
  claimedPayments: [],
  replies: [],
  complaints: [],
  satisfaction: [],
  insolvency: null,
  consents: [],
  ...given,
})

type StepGiven = Partial<Step> & Pick<Step, 'id' | 'kind'> & { readonly on?: number }

export const aStep = ({ on = 5, ...given }: StepGiven): Step => ({
  day: { from_due: on },
  channels: ['email'],
  rotate: false,
  tone: 'neutral',
  template: given.id,
  contact_role: 'accounts_payable',
  required: true,
  attach: [],
  copy_to_account_manager: false,
  ...given,
})

/** courteous on day 5, firm on 15, firm again on 25, formal notice on 35, hand-over on 55 */
export const LADDER: readonly Step[] = [
  aStep({ id: 'courteous', kind: 'courteous', on: 5 }),
  aStep({ id: 'firm', kind: 'firm', on: 15 }),
  aStep({ id: 'firmer', kind: 'firm', on: 25 }),
  aStep({ id: 'notice', kind: 'formal_notice', on: 35, channels: ['registered_letter'] }),
  aStep({ id: 'litigation', kind: 'hand_over', on: 55, channels: ['task'] }),
]

/** A running campaign with the ladder above unless told otherwise. */
export const aCampaign = (
  given: Partial<Omit<CampaignDefinition, 'scenarios'>> & { steps?: readonly Step[] } = {},
  running: Partial<RunningCampaign> = {},
): RunningCampaign => {
  const { steps = LADDER, ...rest } = given
  return {
    id: 'k1',
    version: 1,
    state: 'running',
    startedAt: moment('2026-01-01T00:00Z'),
    definition: campaignDefinition.parse({
      name: 'Relances clients',
      scenarios: [{ segment: null, steps: [...steps] }],
      ...rest,
    }),
    templates: {},
    ...running,
  }
}

/** The real calendar, everyone in every population, every text in French and English, payments known to the minute. */
export const aWorld = (given: Partial<World> = {}): World => ({
  ...calendarWorld(),
  legalRefusal: () => null,
  missingRate: () => null,
  paymentsKnownUntil: () => Number.MAX_SAFE_INTEGER,
  inPopulation: () => true,
  segmentOf: () => '',
  cell: () => ({ variantId: '', probability: 1, steps: null, blocked: null, until: '' }),
  mayEnter: () => false,
  draw: () => null,
  noteEntry: () => undefined,
  languages: () => ['fr', 'en'],
  overrides: () => [],
  contactsOfPayer: () => [],
  ...given,
})

/** A planned contact as it stands in the past once it was sent. */
export const sent = (contact: PlannedContact, at = contact.notBefore): PastContact => ({
  reminderId: `${contact.campaignId}-${contact.stepId}-${at}`,
  at,
  channel: contact.channel,
  campaignId: contact.campaignId,
  stepId: contact.stepId,
  kind: contact.kind,
  counts: contact.kind !== 'reaction',
  claims: [...contact.claims, ...contact.alsoClaimed].map(({ invoiceId, level, dueOn }) => ({
    invoiceId,
    level,
    dueOn,
  })),
})

/** A reminder of the campaign k1 on a day at nine, that raised invoices to levels. */
export const aReminder = (
  day: Day,
  levels: Readonly<Record<string, number>>,
  given: Partial<PastContact> = {},
): PastContact => ({
  reminderId: `r-${day}`,
  at: moment(`${day}T09:00+01:00`),
  channel: 'email',
  campaignId: 'k1',
  stepId: 'courteous',
  kind: 'courteous',
  counts: true,
  claims: Object.entries(levels).map(([invoiceId, level]) => ({ invoiceId, level })),
  ...given,
})

/** The only verdict, or an error that shows how many there are. */
export function only(verdicts: readonly Verdict[]): Verdict {
  const [verdict] = verdicts
  if (!verdict || verdicts.length !== 1) throw new Error(`${verdicts.length} verdicts instead of one`)
  return verdict
}
