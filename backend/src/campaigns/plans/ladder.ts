import type { Step } from '../campaign.contract'
import { planStep } from './steps'

/**
 * The usual ladder of a French creditor: asked whether all was well, told before the due date, reminded twice, put on
 * formal notice by registered letter (C. civ. art. 1344), deliveries stopped, handed over.
 */
export const ladder: readonly Step[] = [
  planStep({
    kind: 'satisfaction',
    day: { from_due: -12 },
    channels: ['email'],
    tone: 'friendly',
    required: false,
  }),
  planStep({
    kind: 'before_due',
    day: { from_due: -5 },
    channels: ['email', 'sms'],
    tone: 'friendly',
    required: false,
    attach: ['statement'],
  }),
  planStep({
    kind: 'courteous',
    day: { from_due: 4 },
    channels: ['email', 'sms', 'letter'],
    tone: 'friendly',
    attach: ['statement'],
  }),
  planStep({
    kind: 'firm',
    day: { from_due: 15 },
    channels: ['phone', 'email', 'letter'],
    tone: 'firm',
    attach: ['statement'],
    copy_to_account_manager: true,
  }),
  planStep({
    kind: 'formal_notice',
    day: { from_due: 32 },
    channels: ['registered_letter'],
    tone: 'formal',
    contact_role: 'director',
    attach: ['statement'],
  }),
  planStep({
    kind: 'order_stop',
    day: { after_previous: 16 },
    channels: ['email', 'letter'],
    tone: 'firm',
    contact_role: 'buyer',
    required: false,
    copy_to_account_manager: true,
  }),
  planStep({
    kind: 'hand_over',
    day: { after_previous: 15 },
    channels: ['letter'],
    tone: 'formal',
    contact_role: 'legal',
    minimum: '100',
    attach: ['statement'],
  }),
]
