import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import profilesSql from './attributes/profiles.sql?raw'
import profileListSql from './profile-list.sql?raw'
import riskSql from './attributes/risk.sql?raw'
import { fill } from './statement'
import { parameters } from './segments'
import type { AttributesQuestion } from './types'

/** How a customer pays; the codes of the segment field payer_profile. */
export const payerProfiles = [
  'good',
  'new',
  'sincere_forgetter',
  'organised_late',
  'dominant',
  'selective',
  'over_controlled',
  'disorganised',
  'insolvent',
] as const
export type PayerProfile = (typeof payerProfiles)[number]

const nullableNumber = z.number().nullable()
const row = z.object({
  entity_id: z.string(),
  customer_id: z.string(),
  name: z.string(),
  kind: z.string(),
  withheld: z.coerce.boolean(),
  profile: z.string(),
  found: z.string(),
  by_hand: z.string(),
  paid: z.number(),
  share_late: z.number(),
  mean_days_late: z.number(),
  spread: z.number(),
  overdue_90: z.number(),
  rejected: z.number(),
  contested: z.number(),
  controls: z.number(),
  reminded: z.number(),
  answered: z.number(),
  insolvent: z.coerce.boolean(),
  billed_share: z.number(),
  risk: nullableNumber,
  features: z.array(z.number()),
})
/** A customer's profile and risk with the figures of the last two years that they rest on. */
export type ProfileRow = z.output<typeof row>

/** Profiles of customers, those with most history first; no `customerIds` means everybody. */
export function listProfiles(
  warehouse: Warehouse,
  question: AttributesQuestion,
  page: { customerIds?: readonly string[]; limit: number; offset: number },
): Promise<ProfileRow[]> {
  const sql = profileListSql
    .replaceAll('{profiles}', () => fill(profilesSql))
    .replaceAll('{risk}', () => fill(riskSql))
  const params = { ...parameters(question), ...page, customers: page.customerIds ?? [] }
  return warehouse.query({ name: 'payer-profiles', sql, params, row })
}
