import type { MissingRate } from './currencies/rates'
import type { KpiFamily } from './facts/cuts'
import type { Facts } from './facts/facts'
import type { Need } from './facts/load-facts'
import type { KpiDefinition, KpiReason } from './types'

/** One figure; its unit stands in the definition. */
export interface KpiFigure {
  kpi: string
  value: string | number | null
  reason?: KpiReason
  missing_rate?: MissingRate
  by?: Record<string, string>
}

/** One folder of KPIs that are computed together. */
export interface Kpi {
  definitions: readonly KpiDefinition[]
  /** what it is counted on: decides by which dimensions it may be cut */
  family: KpiFamily
  needs?: readonly Need[]
  /** read from single invoices and events, which is dear: not among the figures of the Overview */
  apart?: true
  /** the same in every currency: shown once */
  withoutCurrency?: true
  compute(facts: Facts): KpiFigure[]
}

/** The same reason for all ids: no value. */
export const noValue = (reason: KpiReason, ...ids: string[]): KpiFigure[] =>
  ids.map((kpi) => ({ kpi, value: null, reason }))
