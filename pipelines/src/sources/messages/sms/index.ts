import { at, firstText, textAt } from '../../webhooks/json'
import { momentOf } from '../../webhooks/moment'
import { ourIds } from '../convention'
import type { MessageProvider } from '../message'
import { smsOutcome } from './status'

const STATUS = [['MessageStatus'], ['SmsStatus'], ['status'], ['stat'], ['dlr_status']]
const TO = [['To'], ['to'], ['msisdn'], ['phone'], ['recipient'], ['number']]
const ID = [['MessageSid'], ['SmsSid'], ['message_id'], ['messageId'], ['id'], ['reference']]

/** Receipts of any other SMS provider that names status, number and message in a usual way. */
export const sms: MessageProvider = {
  name: 'sms',
  title: 'SMS',
  sure(payload) {
    const known = smsOutcome(firstText(payload, ...STATUS)) !== undefined
    return known && [TO, ID].every((places) => firstText(payload, ...places) !== '') ? 0.5 : 0
  },
  read(payload) {
    const outcome = smsOutcome(firstText(payload, ...STATUS))
    if (outcome === undefined) return null
    const moment = ['timestamp', 'done_date', 'date', 'delivered_at', 'occurred_at']
      .map((key) => momentOf(at(payload, key)))
      .find((text) => text !== '')
    return [
      {
        outcome,
        eventId: '',
        at: moment ?? '',
        recipient: firstText(payload, ...TO),
        messageId: firstText(payload, ...ID),
        channel: 'sms',
        ids: ourIds({
          variables: [payload, at(payload, 'metadata')],
          tags: [textAt(payload, 'client_ref'), textAt(payload, 'reference'), textAt(payload, 'tag')],
        }),
        reason: firstText(payload, ['ErrorCode'], ['error'], ['error_code'], ['reason']),
      },
    ]
  },
}
