import { at, firstText, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageProvider } from '../message'
import { smsOutcome } from '../sms/status'

/** Delivery receipts of Vonage's SMS and Messages API; our ids come back in the reference of the client. */
export const vonage: MessageProvider = {
  name: 'vonage',
  title: 'Vonage',
  sure(payload) {
    const receipt = textAt(payload, 'msisdn') !== '' && textAt(payload, 'messageId') !== ''
    return receipt || textAt(payload, 'message_uuid') !== '' ? 1 : 0
  },
  read(payload) {
    const outcome = smsOutcome(textAt(payload, 'status'))
    if (outcome === undefined) return null
    const code = firstText(payload, ['err-code'], ['error', 'title'], ['error', 'code'])
    return [
      {
        outcome,
        eventId: '',
        at: momentOf(at(payload, 'message-timestamp')) || momentOf(at(payload, 'timestamp')),
        recipient: firstText(payload, ['msisdn'], ['to']),
        messageId: firstText(payload, ['messageId'], ['message_uuid']),
        channel: 'sms',
        ids: ourIds({
          variables: [payload],
          tags: [at(payload, 'client-ref'), at(payload, 'client_ref')],
        }),
        reason: code === '0' ? '' : code,
      },
    ]
  },
}
