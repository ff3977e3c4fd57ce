import type { Warehouse } from '@relance/pipelines'
import { AppError } from '../../http/app-error'
import { MissingRateError } from '../../legal'
import type { Metadata } from '../../metadata'
import type { PlanSource } from '../plan/day-planner'
import { stillDue } from '../planner/still-due'
import type { RunningCampaign } from '../planner/world'
import type { CustomerRecord } from '../planner/customer-record'
import type { Reason } from '../planner/verdict'
import type { World } from '../planner/world'
import type { Composer } from '../ports'
import { queuedContacts } from '../records/queued'
import { customerKey, recordsOf } from '../records/records'
import type { Outcome } from './outbox'
import type { OutboxMessage } from './outbox-row'
import { encodeContact } from './payload'
import type { Prepare, Prepared } from './sender'

const SETTLED_DAYS = 45
const DAY_MS = 86_400_000
/** While payments or a rate are not known, messages wait; they are looked at again after this. */
const UNKNOWN_MS = 10 * 60_000
const WAITS: readonly Reason[] = ['stale_payments', 'rate_missing']
/** Whoever unpauses a campaign starts its messages; until then nobody asks. */
const PAUSED_MS = 60_000

/** Looks at every message once more with what is known right now, and makes the text of those that are still due. */
export function preparation(
  db: Metadata['db'],
  warehouse: Warehouse,
  source: PlanSource,
  composer: Composer,
): Prepare {
  return async (messages, now) => {
    const campaigns = await source.running()
    const world = await source.world(now, campaigns)
    const since = new Date(now.getTime() - SETTLED_DAYS * DAY_MS).toISOString().slice(0, 10)
    const queued = await queuedContacts(db, messages)
    const records = await recordsOf(warehouse, messages, since, queued)
    return Promise.all(
      messages.map((message) => {
        const record = records.get(customerKey(message))
        const campaign = campaigns.find(({ id }) => id === message.campaignId)
        return prepared(message, record, campaign, { now, world, composer })
      }),
    )
  }
}

async function prepared(
  message: OutboxMessage,
  record: CustomerRecord | undefined,
  campaign: RunningCampaign | undefined,
  { now, world, composer }: { now: Date; world: World; composer: Composer },
): Promise<Prepared> {
  const { id } = message
  const ended = (state: Outcome['state'], errorCode: string, more: Partial<Outcome> = {}): Prepared => ({
    message,
    outcome: { id, state, at: now, errorCode, ...more },
  })
  const later = (errorCode: string, at: number) => ended('queued', errorCode, { nextAttemptAt: new Date(at) })
  if (!campaign) return later('paused', now.getTime() + PAUSED_MS)
  if (!record) return ended('cancelled', 'nothing_due')
  const due = stillDue(message.contact, record, now.getTime(), campaign, world)
  if (!due.contact) {
    const { reason } = due.why
    return WAITS.includes(reason) ? later(reason, now.getTime() + UNKNOWN_MS) : ended('cancelled', reason)
  }
  const { contact } = due
  if (contact.notBefore > now.getTime()) return later('window', contact.notBefore)
  // What fell away may have left a step for another channel: planned anew it is, with its own day and address.
  if (contact.channel !== message.channel) return ended('cancelled', 'steps_missing')
  try {
    const send = await composer.compose(message, contact, record)
    const payload = encodeContact(contact)
    return payload === encodeContact(message.contact) ? { message, send } : { message, send, payload }
  } catch (error) {
    if (error instanceof MissingRateError) return later('rate_missing', now.getTime() + UNKNOWN_MS)
    if (error instanceof AppError) return ended('dead', error.code, { error: error.message })
    throw error
  }
}
