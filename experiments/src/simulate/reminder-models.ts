import type { ArmModel, ExperimentModel, SegmentModel } from './experiment-model'
import { type ArmEffect, constantHazards, fadingHazards } from './payment-curves'

/** Ages simulated by the models here. */
const AGES = 120

export interface PlainExperiment {
  readonly customers: number
  readonly effect?: ArmEffect
  /** True share at day 30 of the first arm. */
  readonly share?: number
  readonly horizon?: number
  readonly invoices?: number
  readonly sigma?: number
  readonly correlation?: number
  readonly entryDays?: number
  readonly entry?: 'uniform' | 'even'
  readonly exitHazard?: number
  readonly historyStrength?: number
}

/**
 * The experiment of the validity tables unless told otherwise: control against variant, entry uniform over 60 days,
 * h = 30, 3 invoices a customer, intra-class correlation 0.3, lognormal amounts with σ = 1, share 0.6 at h.
 */
export function plainExperiment(options: PlainExperiment): ExperimentModel {
  const horizon = options.horizon ?? 30
  const segment: SegmentModel = {
    name: 'all',
    share: 1,
    behaviours: [{ name: 'all', share: 1, hazards: constantHazards(options.share ?? 0.6, horizon, AGES) }],
    invoices: options.invoices ?? 3,
    amountMedian: 1000,
    amountSigma: options.sigma ?? 1,
    exitHazard: options.exitHazard ?? 0,
  }
  const arm = (name: string, effect: ArmEffect): ArmModel => ({ name, customers: options.customers, effect })
  return {
    arms: [arm('control', { kind: 'none' }), arm('variant', options.effect ?? { kind: 'none' })],
    segments: [segment],
    entryDays: options.entryDays ?? 60,
    entry: options.entry ?? 'uniform',
    correlation: options.correlation ?? 0.3,
    historyStrength: options.historyStrength ?? 0,
  }
}

/**
 * A company with four segments and three kinds of payer, where a firm tone helps small businesses, hurts nobody's
 * payments elsewhere and draws complaints: the demo, and a model for experiments that differ by segment.
 */
export function companyExperiment(customersPerArm: number): ExperimentModel {
  const behaviours = (prompt: number, slow: number): SegmentModel['behaviours'] => [
    { name: 'prompt', share: prompt, hazards: fadingHazards(0.12, 0.02, 8, AGES) },
    { name: 'slow', share: slow, hazards: fadingHazards(0.02, 0.025, 10, AGES) },
    { name: 'in_difficulty', share: 1 - prompt - slow, hazards: fadingHazards(0.01, 0.003, 20, AGES) },
  ]
  const segment = (
    name: string,
    share: number,
    invoices: number,
    median: number,
    mix: [number, number],
  ): SegmentModel => ({
    name,
    share,
    behaviours: behaviours(...mix),
    invoices,
    invoicesVary: true,
    amountMedian: median,
    amountSigma: 1,
    exitHazard: 0.0015,
  })
  const arm = (name: string, effect: ArmEffect, complaintRate: number): ArmModel => ({
    name,
    customers: customersPerArm,
    effect,
    effectBySegment: { small_business: name === 'firm_sms' ? { kind: 'hazard_ratio', ratio: 1.35 } : effect },
    complaintRate,
  })
  return {
    arms: [
      arm('today', { kind: 'none' }, 0.005),
      arm('friendly_email', { kind: 'hazard_ratio', ratio: 1.05 }, 0.004),
      arm('firm_sms', { kind: 'hazard_ratio', ratio: 1.08, from: 3 }, 0.011),
    ],
    segments: [
      segment('consumer', 0.35, 1.4, 120, [0.55, 0.3]),
      segment('small_business', 0.4, 2.2, 900, [0.45, 0.4]),
      segment('mid_market', 0.2, 4, 3500, [0.5, 0.42]),
      segment('public_body', 0.05, 3, 2500, [0.2, 0.75]),
    ],
    entryDays: 60,
    correlation: 0.3,
    customersPerCluster: 1.15,
    clusterCorrelation: 0.15,
    contamination: 0.02,
    historyStrength: 0.5,
  }
}
