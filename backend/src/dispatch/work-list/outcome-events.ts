import type { EventRow } from '@relance/pipelines'
import type { z } from 'zod'
import type { outcomeRequest } from './work-list.contract'

export interface FinishedTask {
  readonly id: string
  readonly entityId: string
  readonly customerId: string
  readonly kind: string
  readonly person: string
  readonly by: string
  readonly currency: string
  readonly at: Date
}

/**
 * What the end of a task tells the warehouse. Ids are made of the task's, so that telling it again changes nothing.
 */
export function outcomeEvents(task: FinishedTask, said: z.output<typeof outcomeRequest>): EventRow[] {
  const { id, entityId, customerId, kind, person, by, currency, at } = task
  const common = { occurred_at: at.toISOString(), entity_id: entityId, customer_id: customerId }
  const note = said.note === '' ? {} : { note: said.note }
  if (said.outcome === 'handed_over') {
    const attributes = { kind: 'litigation', ...note }
    return [{ ...common, event_id: `task:${id}:case`, event_type: 'case.opened', attributes }]
  }
  const events: EventRow[] = [
    {
      ...common,
      event_id: `task:${id}:contact`,
      event_type: 'contact.logged',
      // A call that a step asked for is told as its message as well, and counted once by this id.
      reminder_id: id,
      channel: kind === 'hand_over' ? 'task' : kind,
      attributes: { outcome: said.outcome, by, ...(person === '' ? {} : { person }), ...note },
    },
  ]
  if (said.outcome === 'promise' && said.promise) {
    const { amount, until } = said.promise
    const attributes = { until, ...note }
    events.push({
      ...common,
      event_id: `task:${id}:promise`,
      event_type: 'promise.made',
      amount,
      currency,
      attributes,
    })
  }
  if (said.outcome === 'dispute' && said.dispute) {
    const { invoice_id, reason } = said.dispute
    const attributes = { reason, ...note }
    events.push({
      ...common,
      event_id: `task:${id}:dispute`,
      event_type: 'invoice.disputed',
      invoice_id,
      attributes,
    })
  }
  if (said.outcome === 'claims_paid')
    events.push({ ...common, event_id: `task:${id}:claim`, event_type: 'payment.claimed', attributes: note })
  return events
}
