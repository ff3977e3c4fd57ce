/** What a type of event carries, in words and as rules that ingest checks. */
export interface EventTypeDefinition {
  group:
    'customer' | 'balance' | 'invoice' | 'payment' | 'reminder' | 'experiment' | 'voice' | 'file' | 'cost'
  meaning: string
  /** columns that must not be empty; `customer_id` may be found through a known invoice */
  required: readonly string[]
  /** positive: ≥ 0 and present · signed: any, present · optional: may be absent, never negative */
  amount: 'positive' | 'signed' | 'optional'
  /** what stands in `attributes`, by name; unknown names are kept as well */
  attributes: Readonly<Record<string, string>>
}

const customer = ['customer_id'] as const
const invoice = ['customer_id', 'invoice_id'] as const
const reminder = ['customer_id', 'reminder_id'] as const
const reminderAttributes = {
  invoices: 'claimed invoices: [{invoice_id, level, open}]',
  cost: 'cost of the message in the currency of the event',
  experiment_id: 'experiment whose variant wrote it',
}

const define = (
  group: EventTypeDefinition['group'],
  meaning: string,
  required: readonly string[],
  amount: EventTypeDefinition['amount'] = 'optional',
  attributes: Record<string, string> = {},
): EventTypeDefinition => ({ group, meaning, required, amount, attributes })

/** Every type of event, with what it carries: the contract that sources write and derived state reads. */
export const eventTypeDefinitions = {
  'customer.updated': define('customer', 'What is known of a customer changed', customer, 'optional', {
    name: 'name',
    kind: 'business, sole_trader, consumer, public or association; unknown falls under consumer rules',
    country: 'ISO 3166 code, or the code of the source',
    language: 'language of messages, e.g. fr',
    time_zone: 'IANA name',
    holiday_zone: 'calendar of public holidays',
    sector: 'trade',
    size: 'class of size',
    since: 'customer since this day',
    account_manager: 'who looks after the customer',
    group_key: 'group or payer: SIREN, VAT number',
    internal: '1 for a company of the same group',
    contacts: '[{role: accounts_payable | buyer | director | legal, name, email, phone}]',
    consents: '[{channel, given, on, proof}]',
    terms_days: 'agreed terms of payment in days',
    credit_limit: 'credit limit',
    insurance: 'credit insurance',
  }),
  'customer.merged': define('customer', 'Another customer is this one', customer, 'optional', {
    merged_id: 'the customer that ends',
  }),
  'customer.split': define('customer', 'A customer becomes several', customer, 'optional', {
    into: 'ids of the parts',
  }),
  'hold.set': define('customer', 'No reminders for the customer or one invoice', customer, 'optional', {
    until: 'last day of the hold',
    reason: 'why',
  }),
  'hold.lifted': define('customer', 'The hold ends', customer),
  'credit.limit': define('customer', 'The credit limit became this amount', customer, 'positive'),
  'insolvency.opened': define('customer', 'Insolvency proceedings', customer, 'optional', {
    kind: 'kind of proceedings',
    published_on: 'day of publication',
  }),
  'balance.opening': define('balance', 'Balance brought forward', customer, 'signed'),
  'invoice.issued': define('invoice', 'An invoice was issued', [...invoice, 'due_on'], 'positive', {
    due_on_source: 'stated, terms or default',
    kind: 'normal, deposit or penalty',
    payment_means: 'transfer, direct_debit, card, bill or cheque',
    early_discount: '{pct, until}',
    assigned_to: 'factor',
  }),
  'invoice.credited': define('invoice', 'Credit note; without invoice: on account', customer, 'positive', {
    credit_note_id: 'number of the credit note',
  }),
  'invoice.cancelled': define('invoice', 'The invoice is void', invoice, 'positive'),
  'invoice.written_off': define(
    'invoice',
    'Given up as lost; without invoice: until it is lettered',
    customer,
    'positive',
  ),
  'invoice.disputed': define('invoice', 'The customer contests (part of) the invoice', invoice, 'optional', {
    reason: 'why',
  }),
  'dispute.resolved': define('invoice', 'The dispute ended', invoice, 'optional', { outcome: 'how' }),
  'invoice.status': define('invoice', 'E-invoicing life cycle', invoice, 'optional', {
    status: 'code 200 to 213',
  }),
  'payment.received': define(
    'payment',
    'Money came in; what is not allocated is on account',
    customer,
    'positive',
    {
      method: 'transfer, direct_debit, card, bill, cheque',
    },
  ),
  'payment.allocated': define('payment', 'An unallocated part goes to invoices', [...customer, 'payment_id']),
  'account.lettered': define(
    'payment',
    'A line of the account was lettered: lines of one letter settle one another. `payment_id` is the letter (account, code, year); `allocations` name the line as kind:id, its signed amount and its day',
    [...customer, 'payment_id'],
  ),
  'payment.rejected': define(
    'payment',
    'Bank reject, returned debit, bounced cheque: re-opens the invoices',
    customer,
    'positive',
    { fee: 'bank fee', reason: 'code of the bank' },
  ),
  'payment.refunded': define('payment', 'Money went back; never re-opens an invoice', customer, 'positive'),
  'payment.disputed': define('payment', 'Chargeback', customer, 'positive', {
    outcome: 'won or lost, when it closes',
  }),
  'bank.entry': define(
    'payment',
    'An entry of a bank statement whose customer is not known: money in is positive, money out negative',
    [],
    'signed',
    {
      account: 'account of the statement (IBAN)',
      value_date: 'day of value',
      counterparty_name: 'who paid or was paid',
      counterparty_iban: 'account of the counterparty',
      remittance: 'what the payer wrote',
      reference: 'structured creditor reference',
      end_to_end_id: 'reference that travels with the payment',
      return_reason: 'why an earlier payment came back',
    },
  ),
  'payment.claimed': define('payment', 'The customer says that it is paid', customer),
  'reminder.sent': define('reminder', 'A reminder was sent', reminder, 'optional', reminderAttributes),
  'reminder.delivered': define('reminder', 'The provider confirmed delivery', reminder),
  'reminder.bounced': define('reminder', 'It came back', reminder, 'optional', { reason: 'why' }),
  'reminder.failed': define('reminder', 'It could not be sent', reminder, 'optional', { reason: 'why' }),
  'reminder.opened': define('reminder', 'It was opened (with consent only)', reminder, 'optional', {
    proxy: '1 when a mail proxy opened it',
  }),
  'reminder.clicked': define('reminder', 'A link in it was followed', reminder, 'optional', { url: 'which' }),
  'reminder.replied': define('reminder', 'The customer answered', reminder, 'optional', {
    automatic: '1 for an automatic reply',
  }),
  'experiment.exposed': define('experiment', 'A customer came to the common trigger', customer, 'optional', {
    experiment_id: 'experiment',
    factors: 'levels of the factors of the cell',
    stratum: 'stratum',
    cluster: 'payer',
    probability: 'planned probability of that cell',
    weight_epoch: 'epoch of the weights',
    trigger_at: "time of the trigger, where it is not the event's",
    entry_day: 'day of the trigger on the clock of the customer',
    invoices: '[{invoice_id, open}] at the end of the day before the trigger',
    holdout: '1 for the holdout',
    holdout_possible: '1 where the holdout was among the cells',
  }),
  'complaint.received': define('voice', 'Complaint about reminders', customer, 'optional', {
    reason: 'tone, frequency, wrong_person, harassment',
    severity: 'spam, normal or severe',
  }),
  'optout.received': define('voice', 'No more messages by this channel', [...customer, 'channel']),
  'optin.received': define('voice', 'Messages by this channel are welcome', [...customer, 'channel']),
  'promise.made': define('voice', 'Promise to pay', customer, 'positive', {
    until: 'last day promised',
    invoices: 'ids; none: all of the customer, oldest first',
  }),
  'promise.withdrawn': define('voice', 'The promise is void', customer),
  'plan.agreed': define('voice', 'Payment plan; its dates stand in `instalments`', customer),
  'feedback.received': define('voice', 'Satisfaction', customer, 'optional', {
    score: '0 to 10',
    comment: 'text',
    moment: 'before_due, after_contact or after_settlement',
  }),
  'contact.logged': define('voice', 'Call or visit', customer, 'optional', {
    person: 'whom',
    outcome: 'result',
    late_reason:
      'cash_shortage, invoice_not_received, wrong_reference, waiting_for_approval, dissatisfied, dispute or forgot',
    minutes: 'time spent',
  }),
  'case.opened': define(
    'file',
    'Agency, bailiff, payment order, suit, insolvency claim',
    customer,
    'optional',
    {
      kind: 'which',
      cost: 'cost',
    },
  ),
  'case.closed': define('file', 'The case ended', customer, 'optional', { outcome: 'how' }),
  'cost.recorded': define('cost', 'Cost of collecting', [], 'positive', {
    kind: 'message, postage, minutes, agency, payment_fee or waived',
    minutes: 'time spent',
    period_from: 'first day of the period it is for',
    period_to: 'last day of it',
  }),
} as const satisfies Record<string, EventTypeDefinition>

export type EventType = keyof typeof eventTypeDefinitions

/** Names of all event types. */
export const eventTypes = Object.keys(eventTypeDefinitions) as EventType[]

/** Names that other systems use for a type of ours. */
export const eventTypeAliases: Readonly<Record<string, EventType>> = {
  'payment.reversed': 'payment.rejected',
}
