import type { OutgoingMessage } from './channel'

/** What somebody asked for, or what the product tells its users, belongs to no campaign and claims nothing. */
export const contactOutsideCampaigns = (
  recipient: OutgoingMessage['recipient'],
  language: string,
): OutgoingMessage['contact'] => ({
  campaignId: '',
  campaignVersion: 0,
  segmentId: '',
  variantId: '',
  probability: 1,
  stepId: '',
  kind: 'reaction',
  reaction: '',
  level: 0,
  channel: 'email',
  tone: 'neutral',
  template: '',
  templateVersion: 0,
  language,
  recipient,
  currency: 'EUR',
  claims: [],
  alsoClaimed: [],
  listed: [],
  apart: [],
  otherCurrencies: [],
  deducted: 0n,
  totalDue: 0n,
  notBefore: 0,
  movedFrom: null,
})
