import { type CustomerPayments, type RecoveryMetric, asAnyPayment } from '../recovery'
import { type ExperimentModel, plainExperiment, simulateExperiment, trueRecovery } from '../simulate'
import {
  type Interval,
  MEAN,
  SHARE,
  adjustedDifference,
  armOf,
  differenceOf,
  invoiceSums,
  mainEffect,
  paidProportion,
  segmentDifference,
  stratifiedDifference,
  welchOf,
} from './fixed-intervals'
import { type ValidityFigure, type ValidityRow, rateFigure } from './validity-row'

const BAND = { atLeast: 0.93, atMost: 0.965 }
const CUSTOMERS = 1000
const EFFECT = { kind: 'points', points: 0.05, horizon: 30 } as const

interface Setting {
  readonly label: string
  readonly model: ExperimentModel
  readonly truth: number
  readonly interval: Interval
}

const difference = (model: ExperimentModel, metric: RecoveryMetric, segment?: number): number =>
  trueRecovery(model, metric, 1, segment) - trueRecovery(model, metric, 0, segment)

function proportionSettings(): Setting[] {
  return [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((share): Setting[] => {
    const model = plainExperiment({
      customers: CUSTOMERS,
      share,
      invoices: 1,
      effect: { ...EFFECT, points: 0.03 },
    })
    const truth = difference(model, SHARE)
    return [
      { label: `proportion ${share}, Welch`, model, truth, interval: welchOf(paidProportion) },
      {
        label: `proportion ${share}, any payment`,
        model,
        truth,
        interval: differenceOf(SHARE, asAnyPayment),
      },
    ]
  })
}

/** Two segments of about 1,000 customers an arm, and four cells of two factors. */
function partSettings(): Setting[] {
  const plain = plainExperiment({ customers: 2 * CUSTOMERS })
  const [whole] = plain.segments
  const [control, variant] = plainExperiment({ customers: CUSTOMERS, effect: EFFECT }).arms
  if (whole === undefined || control === undefined || variant === undefined) return []
  const parts: ExperimentModel = {
    ...plain,
    arms: plain.arms.map((arm, k) => (k === 0 ? arm : { ...arm, effectBySegment: { small: EFFECT } })),
    segments: ['large', 'small'].map((name) => ({ ...whole, name, share: 0.5 })),
  }
  const factors: ExperimentModel = { ...plain, arms: [control, control, variant, variant] }
  return [
    ...[0, 1].map((segment): Setting => {
      return {
        label: `segment ${segment + 1}, not pooled`,
        model: parts,
        truth: difference(parts, SHARE, segment),
        interval: segmentDifference(segment),
      }
    }),
    { label: 'factorial main effect', model: factors, truth: 0.05, interval: mainEffect },
  ]
}

function settings(): Setting[] {
  const plain = plainExperiment({ customers: CUSTOMERS, effect: EFFECT, historyStrength: 0.7 })
  const exits = plainExperiment({ customers: CUSTOMERS, effect: EFFECT, exitHazard: 0.004 })
  const varying = {
    ...plain,
    segments: plain.segments.map((segment) => ({ ...segment, invoicesVary: true })),
  }
  const same = (customers: CustomerPayments): CustomerPayments => customers
  return [
    ...proportionSettings(),
    {
      label: 'ratio paid invoices an invoice',
      model: varying,
      truth: difference(varying, SHARE),
      interval: welchOf(invoiceSums),
    },
    {
      label: 'euro share',
      model: plain,
      truth: difference(plain, SHARE),
      interval: differenceOf(SHARE, same),
    },
    {
      label: 'euro share, one arm, log-log',
      model: plain,
      truth: trueRecovery(plain, SHARE, 0),
      interval: armOf(SHARE, 'log_log'),
    },
    {
      label: 'euro share, one arm, logit',
      model: plain,
      truth: trueRecovery(plain, SHARE, 0),
      interval: armOf(SHARE, 'logit'),
    },
    {
      label: 'euro share with competing exits',
      model: exits,
      truth: difference(exits, SHARE),
      interval: differenceOf(SHARE, same),
    },
    {
      label: 'euro share with covariates',
      model: plain,
      truth: difference(plain, SHARE),
      interval: adjustedDifference,
    },
    {
      label: 'restricted mean',
      model: plain,
      truth: difference(plain, MEAN),
      interval: differenceOf(MEAN, same),
    },
    {
      label: 'restricted mean with competing exits',
      model: exits,
      truth: difference(exits, MEAN),
      interval: differenceOf(MEAN, same),
    },
    ...partSettings(),
    ...groupedSettings(plain),
  ]
}

/** Payers with about two customers each, and two strata put together by their exposed euros. */
function groupedSettings(plain: ExperimentModel): Setting[] {
  const payers: ExperimentModel = { ...plain, customersPerCluster: 2, clusterCorrelation: 0.3 }
  const strata: ExperimentModel = {
    ...plain,
    segments: plain.segments.flatMap((segment) => [
      { ...segment, name: 'small', share: 0.6 },
      { ...segment, name: 'large', share: 0.4, amountMedian: 2000 },
    ]),
  }
  return [
    {
      label: 'euro share, two customers a payer',
      model: payers,
      truth: difference(payers, SHARE),
      interval: differenceOf(SHARE, (customers) => customers),
    },
    {
      label: 'euro share, two strata',
      model: strata,
      truth: difference(strata, SHARE),
      interval: stratifiedDifference,
    },
  ]
}

export const fixedCoverageRow: ValidityRow = {
  id: '3',
  title: 'Coverage of fixed intervals at the planned end, 1,000 customers a cell',
  run: (experiments) =>
    settings().map(({ label, model, truth, interval }, k): ValidityFigure => {
      let covered = 0
      for (let run = 0; run < experiments; run++) {
        const bounds = interval(simulateExperiment(model, 50_000_000 + 100_000 * k + run).arms)
        if (bounds !== null && bounds.lower <= truth && truth <= bounds.upper) covered++
      }
      return rateFigure(label, covered, experiments, BAND)
    }),
}
