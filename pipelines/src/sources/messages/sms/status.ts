import type { MessageOutcome } from '../message'

const OUTCOMES: Record<string, MessageOutcome> = {
  accepted: 'progress',
  buffered: 'progress',
  queued: 'progress',
  enroute: 'progress',
  sending: 'progress',
  sent: 'progress',
  submitted: 'progress',
  unknown: 'progress',
  delivered: 'delivered',
  delivrd: 'delivered',
  read: 'opened',
  expired: 'failed',
  deleted: 'failed',
  failed: 'failed',
  rejected: 'failed',
  rejectd: 'failed',
  undeliv: 'failed',
  undelivered: 'failed',
  undeliverable: 'failed',
}

/** What a status of a receipt means, in the words of SMPP (DELIVRD, UNDELIV …) or of a provider. */
export const smsOutcome = (status: string): MessageOutcome | undefined => OUTCOMES[status.toLowerCase()]
