interface StripePayload {
  id: string
  object: 'event'
  api_version: string
  created: number
  type: string
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> }
}

/** Test aid: an event of Stripe around an object. */
export const notify = (
  type: string,
  object: Record<string, unknown>,
  created = 1_648_320_015,
): StripePayload => ({
  id: `evt_${type}_${created}`,
  object: 'event',
  api_version: '2020-08-27',
  created,
  type,
  data: { object },
})

/** Test aid: an invoice over 20 EUR of 2022-03-26, charged automatically. */
export const invoice = (more: Record<string, unknown>): Record<string, unknown> => ({
  object: 'invoice',
  id: 'in_1',
  number: 'A-0001',
  customer: 'cus_1',
  currency: 'eur',
  status: 'open',
  total: 2000,
  amount_due: 2000,
  amount_paid: 0,
  amount_remaining: 2000,
  due_date: null,
  created: 1_648_320_012,
  status_transitions: { finalized_at: 1_648_320_013 },
  collection_method: 'charge_automatically',
  payment_intent: 'pi_1',
  charge: 'ch_1',
  ...more,
})

/** Test aid: a succeeded charge over 20 EUR. */
export const charge = (more: Record<string, unknown>): Record<string, unknown> => ({
  object: 'charge',
  id: 'ch_1',
  payment_intent: 'pi_1',
  customer: 'cus_1',
  currency: 'eur',
  amount: 2000,
  amount_captured: 2000,
  captured: true,
  invoice: null,
  created: 1_648_320_010,
  ...more,
})
