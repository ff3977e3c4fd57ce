import type { Tag, TagKind } from './tag'

type Texts = readonly [fr: string, en: string]

const tag = (
  name: string,
  meaning: Texts,
  example: Texts,
  more: Partial<Pick<Tag, 'channels' | 'given'>> & { kind?: TagKind } = {},
): Tag => ({
  name,
  kind: more.kind ?? 'scalar',
  meaning: { fr: meaning[0], en: meaning[1] },
  example: { fr: example[0], en: example[1] },
  channels: more.channels ?? null,
  given: more.given ?? 'always',
})
const same = (text: string): Texts => [text, text]
const sometimes = { given: 'sometimes' } as const
const overdue = {
  given: ['courteous', 'firm', 'formal_notice', 'order_stop', 'hand_over', 'broken_promise'],
} as const
const claiming = { given: [...overdue.given, 'satisfaction', 'before_due'] } as const
const link = { kind: 'link' } as const

/** Tags that become a word, a number, a date or an address. */
export const SCALARS: readonly Tag[] = [
  tag('customer.name', ['Nom du client', 'Name of the customer'], same('Menuiserie Dubreuil SARL')),
  tag('customer.number', ['Numéro du client', 'Number of the customer'], same('C-10482')),
  tag(
    'contact.name',
    ['Destinataire, à défaut le client', 'Addressee, or else the customer'],
    same('Claire Morel'),
  ),
  tag(
    'total_due',
    ['Total à régler, avoirs déduits', 'Total to pay, credits deducted'],
    ['4 812,60 €', '€4,812.60'],
  ),
  tag(
    'claimed_total',
    ['Somme des factures réclamées', 'Sum of the invoices claimed'],
    ['4 932,60 €', '€4,932.60'],
    claiming,
  ),
  tag(
    'invoices_named',
    ['Factures réclamées, nommées', 'Invoices claimed, by name'],
    ['les factures FA-2031 et FA-2044', 'invoices FA-2031 and FA-2044'],
    claiming,
  ),
  tag('reference', ['Référence courte, sans montant', 'Short reference, without amount'], same('FA-2031')),
  tag(
    'oldest_due_on',
    ['Échéance la plus ancienne', 'Oldest due date'],
    ['2 mars 2026', '2 March 2026'],
    claiming,
  ),
  tag('days_late', ['Retard de la plus ancienne', 'Delay of the oldest'], ['17 jours', '17 days'], overdue),
  tag('today', ['Date du message', 'Date of the message'], ['19 mars 2026', '19 March 2026']),
  tag('deadline', ['Dernier jour pour régler', 'Last day to pay'], ['27 mars 2026', '27 March 2026']),
  tag(
    'late_interest',
    ['Intérêts de retard à ce jour', 'Late interest to date'],
    ['27,95 €', '€27.95'],
    sometimes,
  ),
  tag(
    'interest_rate',
    ['Taux des intérêts de retard', 'Rate of late interest'],
    ['12,15 %', '12.15%'],
    sometimes,
  ),
  tag(
    'indemnity',
    ['Indemnité forfaitaire de recouvrement', 'Fixed recovery sum'],
    ['80,00 €', '€80.00'],
    sometimes,
  ),
  tag('sender.name', ['Votre société', 'Your company'], same('Relance Démonstration')),
  tag(
    'sender.address',
    ['Adresse de votre société', 'Address of your company'],
    same('12 rue de la Paix, 75002 Paris'),
  ),
  tag('sender.registration', ['SIREN et RCS', 'Registration'], same('552 100 554 RCS Paris'), sometimes),
  tag('sender.phone', ['Téléphone', 'Phone'], same('01 23 45 67 89'), sometimes),
  tag(
    'sender.email',
    ['Adresse de réponse', 'Address for replies'],
    same('comptabilite@example.com'),
    sometimes,
  ),
  tag('account_manager', ['Interlocuteur du client', 'Account manager'], same('Paul Lefèvre'), sometimes),
  tag('page_link', ['Page du client', "Customer's page"], same('https://pay.example.com/p/8Yq2'), link),
  tag('pay_link', ['Paiement en ligne', 'Online payment'], same('https://pay.example.com/p/8Yq2#pay'), link),
  tag(
    'opt_out_link',
    ['Refus de ce canal', 'Opt-out of this channel'],
    same('https://pay.example.com/p/8Yq2#stop'),
    {
      ...link,
      channels: ['email', 'sms'],
    },
  ),
  tag(
    'earlier_notice_on',
    ['Date de la mise en demeure', 'Date of the formal notice'],
    ['2 avril 2026', '2 April 2026'],
    sometimes,
  ),
  tag(
    'concerned',
    ['Factures dont il s’agit', 'Invoices this is about'],
    ['la facture FA-2031', 'invoice FA-2031'],
    sometimes,
  ),
  tag('payment.amount', ['Montant reçu', 'Amount received'], ['1 200,00 €', '€1,200.00'], {
    given: ['payment', 'part_payment'],
  }),
  tag('payment.on', ['Date du paiement', 'Date of the payment'], ['18 mars 2026', '18 March 2026'], {
    given: ['payment', 'part_payment'],
  }),
  tag('promise.amount', ['Montant promis', 'Amount promised'], ['4 812,60 €', '€4,812.60'], {
    given: ['promise', 'broken_promise'],
  }),
  tag('promise.until', ['Date promise', 'Date promised'], ['31 mars 2026', '31 March 2026'], {
    given: ['promise', 'broken_promise'],
  }),
  tag('plan.amount', ['Prochaine mensualité', 'Next instalment'], ['800,00 €', '€800.00'], {
    given: ['plan'],
  }),
  tag('plan.due_on', ['Date de la mensualité', 'Date of the instalment'], ['5 avril 2026', '5 April 2026'], {
    given: ['plan'],
  }),
  tag('plan.number', ['Rang de la mensualité', 'Number of the instalment'], ['2 sur 6', '2 of 6'], {
    given: ['plan'],
  }),
  tag('call.on', ['Date de l’appel', 'Date of the call'], ['17 mars 2026', '17 March 2026'], {
    given: ['call'],
  }),
  tag(
    'call.summary',
    ['Ce qui a été convenu', 'What was agreed'],
    ['Règlement annoncé pour la fin du mois.', 'Payment announced for the end of the month.'],
    sometimes,
  ),
]
