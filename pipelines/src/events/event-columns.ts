/** Columns of an event that a file may state, by what its header is called without signs. */
const names = [
  'event_id',
  'event_type',
  'occurred_at',
  'occurred_on',
  'recorded_at',
  'version',
  'entity_id',
  'customer_id',
  'invoice_id',
  'payment_id',
  'reminder_id',
  'campaign_id',
  'variant_id',
  'segment_id',
  'channel',
  'tone',
  'step',
  'amount',
  'currency',
  'due_on',
  'issued_on',
  'allocations',
  'instalments',
  'attributes',
] as const

export type EventColumn = (typeof names)[number]

export const eventColumns: readonly EventColumn[] = names

/** `eventid` → `event_id` */
export const eventColumnNames: ReadonlyMap<string, EventColumn> = new Map(
  names.map((name) => [name.replace(/_/g, ''), name]),
)
