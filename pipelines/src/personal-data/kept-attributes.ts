/**
 * Attributes of events that stay when a customer is erased: figures, experiments and cuts are made of them, and none
 * tells who somebody is. Everything else goes, unknown fields of files included, because nobody knows what is in them.
 */
export const keptAttributes: readonly string[] = [
  // by which figures are cut, and what planning needs of somebody who is not written to
  ...['kind', 'country', 'language', 'sector', 'size', 'account_manager', 'internal', 'terms_days'],
  ...['credit_limit', 'since', 'time_zone', 'holiday_zone', 'tags'],
  // customers that became one or several
  ...['merged_id', 'into'],
  // invoices, payments and what they cost
  ...[
    'due_on_source',
    'payment_means',
    'early_discount',
    'assigned_to',
    'credit_note_id',
    'status',
    'method',
  ],
  ...[
    'fee',
    'cost',
    'minutes',
    'period_from',
    'period_to',
    'negative_invoice',
    'statement_kind',
    'value_date',
  ],
  ...['invoices', 'step_id', 'level', 'until', 'published_on', 'time_barred_on'],
  // how messages fared, and what customers gave as marks
  ...['automatic', 'proxy', 'severity', 'score', 'moment'],
  // experiments
  ...['experiment_id', 'factors', 'stratum', 'probability', 'weight_epoch', 'trigger_at', 'entry_day'],
  ...['holdout', 'holdout_possible', 'service', 'product', 'risk'],
]

/** Kept where they hold a code of the field, because some files write sentences there. */
export const codeAttributes: readonly string[] = ['reason', 'outcome', 'late_reason', 'return_reason']

/** The payer behind a customer: a number of a public register, but of a person who trades in his own name his own. */
export const payerAttributes: readonly string[] = ['group_key', 'cluster']
