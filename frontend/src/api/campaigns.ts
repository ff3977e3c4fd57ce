import type {
  Campaign,
  CampaignChange,
  CampaignDetail,
  CampaignLogAnswer,
  CampaignPlansAnswer,
  CampaignsAnswer,
  DryRun,
  DryRunsAnswer,
  Job,
  NewCampaign,
} from '@relance/backend/contract'
import { request } from './client'

/** What a person can do with a campaign without changing its design. */
export type CampaignMove = 'check' | 'approve' | 'start' | 'pause' | 'resume' | 'end'

const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readCampaigns = (signal?: AbortSignal) =>
  request<CampaignsAnswer>('GET', '/campaigns', within(signal))
export const readCampaign = (id: string, signal?: AbortSignal) =>
  request<CampaignDetail>('GET', `/campaigns/${id}`, within(signal))
export const readPlans = (signal?: AbortSignal) =>
  request<CampaignPlansAnswer>('GET', '/campaigns/plans', within(signal))
export const makeCampaign = (body: NewCampaign) => request<CampaignDetail>('POST', '/campaigns', { body })
export const changeCampaign = (id: string, body: CampaignChange) =>
  request<CampaignDetail>('PUT', `/campaigns/${id}`, { body })
export const deleteCampaign = (id: string) => request<unknown>('DELETE', `/campaigns/${id}`)
export const cloneCampaign = (id: string) =>
  request<CampaignDetail>('POST', `/campaigns/${id}/clone`, { body: {} })
export const moveCampaign = (id: string, move: CampaignMove) =>
  request<CampaignDetail>('POST', `/campaigns/${id}/${move}`, move === 'check' ? {} : { body: {} })
export const readCampaignLog = (id: string, signal?: AbortSignal) =>
  request<CampaignLogAnswer>('GET', `/campaigns/${id}/log`, within(signal))
export const startDryRun = (id: string, days: number) =>
  request<Job>('POST', `/campaigns/${id}/dry-run`, { body: { days } })
export const readDryRuns = (id: string, signal?: AbortSignal) =>
  request<DryRunsAnswer>('GET', `/campaigns/${id}/dry-runs`, within(signal))
export const readDryRun = (id: string, run: string) =>
  request<DryRun>('GET', `/campaigns/${id}/dry-runs/${run}`)
export const dryRunCsv = (id: string, run: string) => `/api/campaigns/${id}/dry-runs/${run}/contacts.csv`

/** Campaigns with the size of the population that their last check found; null where there is none. */
export async function readCampaignsWithSize(
  signal?: AbortSignal,
): Promise<(Campaign & { customers: number | null })[]> {
  const { rows } = await readCampaigns(signal)
  return Promise.all(
    rows.map(async (row) => {
      if (row.checked_version === null) return { ...row, customers: null }
      const { check } = await readCampaign(row.id, signal)
      const customers = check?.population.reduce((sum, group) => sum + group.customers, 0) ?? null
      return { ...row, customers }
    }),
  )
}
