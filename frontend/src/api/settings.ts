import type {
  CampaignSettings,
  ContactPolicySettings,
  PageSettings,
  ChannelRows,
  ChannelTrial,
  MailboxAnswer,
  NewChannelSettings,
  NewMailbox,
  NewRate,
  RatesAnswer,
  ReferenceRateRow,
  SenderIdentity,
} from '@relance/backend/contract'
import { query, request } from './client'
import { ApiError } from './problem'

const one = encodeURIComponent
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

/** In whose name an entity writes; null until somebody has said so. */
export async function readSender(entity: string, signal?: AbortSignal): Promise<SenderIdentity | null> {
  try {
    return await request<SenderIdentity>('GET', `/senders/${one(entity)}`, within(signal))
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'messages/no-sender') return null
    throw cause
  }
}
export const saveSender = (entity: string, body: SenderIdentity) =>
  request<SenderIdentity>('PUT', `/senders/${one(entity)}`, { body })

export const readRates = (signal?: AbortSignal) =>
  request<RatesAnswer>('GET', '/reference-rates', within(signal))
export const saveRate = (body: NewRate) => request<ReferenceRateRow>('PUT', '/reference-rates', { body })

export type SetUpChannel = ChannelRows['rows'][number]['channel']
export const readChannels = (signal?: AbortSignal) => request<ChannelRows>('GET', '/channels', within(signal))
export const saveChannel = (channel: SetUpChannel, body: NewChannelSettings) =>
  request<ChannelRows>('PUT', `/channels/${channel}`, { body })
export const removeChannel = (channel: SetUpChannel, entity: string) =>
  request<ChannelRows>('DELETE', `/channels/${channel}${query({ entity })}`)
export const tryChannel = (channel: SetUpChannel, body: ChannelTrial) =>
  request<unknown>('POST', `/channels/${channel}/test`, { body })

export const readPolicy = (signal?: AbortSignal) =>
  request<ContactPolicySettings>('GET', '/contact-policy', within(signal))
export const savePolicy = (body: ContactPolicySettings) =>
  request<ContactPolicySettings>('PUT', '/contact-policy', { body })

export const readCampaignSettings = (signal?: AbortSignal) =>
  request<CampaignSettings>('GET', '/campaigns/settings', within(signal))
export const saveCampaignSettings = (body: CampaignSettings) =>
  request<CampaignSettings>('PUT', '/campaigns/settings', { body })

export const readPageSettings = (entity: string, signal?: AbortSignal) =>
  request<PageSettings>('GET', `/customer-pages/${one(entity)}`, within(signal))
export const savePageSettings = (entity: string, body: PageSettings) =>
  request<PageSettings>('PUT', `/customer-pages/${one(entity)}`, { body })

export const readMailbox = (signal?: AbortSignal) => request<MailboxAnswer>('GET', '/mailbox', within(signal))
export const saveMailbox = (body: NewMailbox) => request<MailboxAnswer>('PUT', '/mailbox', { body })
export const removeMailbox = () => request<MailboxAnswer>('DELETE', '/mailbox')
export const tryMailbox = (body: NewMailbox) =>
  request<{ messages: number }>('POST', '/mailbox/test', { body })
