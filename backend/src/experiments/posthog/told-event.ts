import { createHmac } from 'node:crypto'
import type { FollowedCustomer } from '@relance/pipelines'

/** An event as PostHog takes it. */
export interface ToldEvent {
  uuid: string
  distinctId: string
  event: 'experiment exposed' | 'experiment outcome'
  timestamp: Date
  properties: Record<string, string | number | boolean>
}

/**
 * What is told of a customer of an experiment: no name, no address, no number of his; he is a hash that only this
 * installation can make. The same happening has the same uuid, so that telling it again changes nothing.
 * @param matured whether his horizon is over: then what he did is told, else that he entered
 */
export function toldEvent(
  key: Buffer,
  experiment: { id: string; horizon: number },
  customer: FollowedCustomer,
  matured: boolean,
): ToldEvent {
  const event = matured ? 'experiment outcome' : 'experiment exposed'
  const who = JSON.stringify([customer.entity_id, customer.customer_id])
  const entered = Date.parse(`${customer.exposed_on}T00:00:00Z`)
  return {
    uuid: uuidOf(hash(key, JSON.stringify([event, experiment.id, who]))),
    distinctId: hash(key, who).toString('hex').slice(0, 32),
    event,
    timestamp: new Date(entered + (matured ? experiment.horizon * DAY_MS : 0)),
    properties: {
      experiment: experiment.id,
      variation: customer.variant,
      segment: customer.segment,
      weight_epoch: customer.epoch,
      [`$feature/${experiment.id}`]: customer.variant,
      $process_person_profile: false,
      ...(matured ? outcomeOf(customer, experiment.horizon) : {}),
    },
  }
}

const DAY_MS = 86_400_000

const outcomeOf = (customer: FollowedCustomer, horizon: number) => ({
  horizon_days: horizon,
  exposed: customer.exposed,
  recovered: customer.paid,
  paid_any: customer.paid_any,
  paid_in_full: customer.paid_in_full,
  complained: customer.complained,
})

const hash = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** A version 8 UUID (RFC 9562) of 122 bits of a hash. */
function uuidOf(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16))
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80
  return own.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
