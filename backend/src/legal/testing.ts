import type { LegalDebtor, LegalInvoice, LegalSender, LegalSubject, LegalTexts } from './subject'

interface Changes {
  readonly on?: string
  readonly step?: Partial<LegalSubject['step']>
  readonly texts?: LegalTexts
  readonly tags?: readonly string[]
  readonly sender?: Partial<LegalSender>
  readonly debtor?: Partial<LegalDebtor>
  readonly invoices?: readonly Partial<LegalInvoice>[]
  readonly decision?: LegalSubject['decision']
  readonly local?: LegalSubject['local']
  readonly contract_rate?: LegalSubject['contract_rate']
  readonly missing_rates?: LegalSubject['missing_rates']
}

const INVOICE: LegalInvoice = {
  id: 'F-1',
  issued_on: '2026-09-01',
  due_on: '2026-10-01',
  open: '1200.00',
  claimed: true,
  disputed: false,
  time_barred_on: '2031-10-01',
  available_on: '2026-09-01',
}
const SENDER: LegalSender = {
  name: 'Menuiserie Lebrun',
  address: '4 rue du Port, 35000 Rennes',
  registration: '552 100 554 RCS Rennes',
  phones: ['02 99 00 00 00'],
  acting_as: 'creditor',
  mandate_on: null,
  creditor: null,
}
const DEBTOR: LegalDebtor = {
  kind: 'business',
  acts_as: null,
  country: 'FR',
  opted_out_of: [],
  consents: { prospecting: false, registered_e_letter: false, tracking: false },
  insolvency: null,
  formal_notice_on: null,
  first_letter: null,
}

/** A courteous e-mail to a business about one late invoice, without any fault, and what is changed of it. */
export function aSubject(changes: Changes = {}): LegalSubject {
  return {
    on: '2026-11-10',
    decision: null,
    local: null,
    contract_rate: null,
    missing_rates: [],
    ...changes,
    step: { kind: 'courteous', channel: 'email', tone: 'neutral', language: 'fr', ...changes.step },
    texts: changes.texts ?? { subject: 'Votre facture', body: 'Bonjour, sauf erreur, elle reste à régler.' },
    tags: changes.tags ?? ['invoices', 'total_due'],
    sender: { ...SENDER, ...changes.sender },
    debtor: { ...DEBTOR, ...changes.debtor },
    invoices: (changes.invoices ?? [{}]).map((invoice) => ({ ...INVOICE, ...invoice })),
  }
}
