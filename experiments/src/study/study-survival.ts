import { type Measurement, isMeasurable, notMeasurable } from '../errors'
import { recoveryFromCustomers } from '../recovery'
import {
  clusteredRestrictedMean,
  coxRegression,
  kaplanMeier,
  logRankTest,
  survivalAt,
  survivalQuantile,
} from '../survival'
import type { LogRankTest, SurvivalQuantile } from '../survival'
import type { StudyContrast, StudyCustomer, StudyDesign, StudyMetric } from './study'
import { followedColumns } from './study-followed'
import type { FollowedKind } from './study'

/** Time to the first payment of each customer, at most the horizon: 1 paid, 0 not seen to pay. */
interface Times {
  readonly time: number[]
  readonly event: number[]
  readonly cluster: string[]
  readonly stratum: number[]
  readonly group: number[]
}

export interface StudyPair {
  readonly contrast: string
  readonly logRank: Measurement<LogRankTest>
  /** Factor on the daily chance of a first payment, by Cox with Efron ties; robust over clusters where there are any. */
  readonly hazardRatio: Measurement<{
    readonly ratio: number
    readonly lower: number
    readonly upper: number
    readonly standardErrorOfLog: number
    readonly p: number
  }>
}

export interface StudyArmSurvival {
  readonly arm: string
  readonly customers: number
  readonly events: number
  readonly median: SurvivalQuantile
  /** Share without any payment by the horizon, Greenwood, log-log interval. */
  readonly unpaid: ReturnType<typeof survivalAt>
  /** Mean days to the first payment, counting at most the horizon; robust over clusters. */
  readonly restrictedMean: ReturnType<typeof clusteredRestrictedMean>
}

export interface StudySurvival {
  readonly horizon: number
  readonly arms: readonly StudyArmSurvival[]
  readonly logRank: Measurement<LogRankTest>
  readonly pairs: readonly StudyPair[]
}

/**
 * Question: how fast do the arms make their first payment? Kaplan–Meier, log-rank over all arms and by contrast
 * (within strata where there are), Cox's hazard ratio. Customers are the units, censored at the end of follow-up or
 * the horizon. Methods and references: survival/. Units: days, shares.
 */
export function studySurvival(
  design: StudyDesign,
  customers: readonly StudyCustomer[],
  horizon: number,
): StudySurvival {
  const times = timesOf(design, customers, horizon)
  const pick = (keep: (i: number) => boolean, group: (i: number) => number): Times => {
    const rows = times.time.flatMap((_, i) => (keep(i) ? [i] : []))
    const take = <T>(column: readonly T[]) => rows.map((i) => column[i] as T)
    return {
      time: take(times.time),
      event: take(times.event),
      cluster: take(times.cluster),
      stratum: take(times.stratum),
      group: rows.map(group),
    }
  }
  const place = (arm: string): number => design.arms.indexOf(arm)
  return {
    horizon,
    arms: design.arms.map((arm) =>
      armSurvival(
        arm,
        pick(
          (i) => times.group[i] === place(arm),
          () => 0,
        ),
        horizon,
        design.alpha,
      ),
    ),
    logRank: times.time.length === 0 ? notMeasurable('no-units') : logRank(design, times, design.arms.length),
    pairs: design.contrasts.map((contrast) => {
      const sides = [contrast.control.map(place), contrast.treatment.map(place)]
      const side = (i: number): number => sides.findIndex((arms) => arms.includes(times.group[i] ?? -1))
      return pairOf(
        design,
        contrast,
        pick((i) => side(i) >= 0, side),
      )
    }),
  }
}

function timesOf(design: StudyDesign, customers: readonly StudyCustomer[], horizon: number): Times {
  const strata = [...new Set(customers.map(({ stratum }) => stratum))]
  const followed = customers.filter(({ followUp, amount }) => followUp >= 0 && amount > 0)
  const seen = followed.map(({ payments, followUp }) => {
    const last = Math.min(followUp, horizon)
    const first = payments.find(({ age, amount }) => amount > 0 && age <= last)
    return first === undefined ? { time: last, event: 0 } : { time: first.age, event: 1 }
  })
  return {
    time: seen.map(({ time }) => time),
    event: seen.map(({ event }) => event),
    cluster: followed.map(({ cluster }) => cluster),
    stratum: followed.map(({ stratum }) => strata.indexOf(stratum)),
    group: followed.map(({ arm }) => design.arms.indexOf(arm)),
  }
}

function armSurvival(arm: string, times: Times, horizon: number, alpha: number): StudyArmSurvival {
  const events = times.event.reduce((a, b) => a + b, 0)
  if (times.time.length === 0) {
    const nobody = notMeasurable('empty-cell')
    const median = { p: 0.5, time: null, lower: null, upper: null }
    return { arm, customers: 0, events, median, unpaid: nobody, restrictedMean: nobody }
  }
  const curve = kaplanMeier(times)
  return {
    arm,
    customers: times.time.length,
    events,
    median: survivalQuantile(curve, 0.5, 'log_log', alpha),
    unpaid: survivalAt(curve, Math.min(horizon, curve.time[curve.time.length - 1] ?? 0), 'log_log', alpha),
    restrictedMean: clusteredRestrictedMean(times, times.cluster, horizon),
  }
}

const logRank = (design: StudyDesign, times: Times, groups: number) =>
  logRankTest(
    {
      time: times.time,
      event: times.event,
      group: times.group,
      ...(design.stratified ? { stratum: times.stratum } : {}),
    },
    groups,
  )

function pairOf(design: StudyDesign, contrast: StudyContrast, times: Times): StudyPair {
  if (times.time.length === 0) {
    return {
      contrast: contrast.name,
      logRank: notMeasurable('no-units'),
      hazardRatio: notMeasurable('no-units'),
    }
  }
  const cox = coxRegression(
    {
      time: times.time,
      event: times.event,
      covariates: { treatment: times.group },
      ...(design.stratified ? { stratum: times.stratum } : {}),
      ...(design.clustered ? { cluster: times.cluster } : {}),
    },
    'efron',
    design.alpha,
  )
  const [found] = isMeasurable(cox) ? cox.coefficients : []
  return {
    contrast: contrast.name,
    logRank: logRank(design, times, 2),
    hazardRatio:
      found === undefined
        ? isMeasurable(cox)
          ? notMeasurable('no-events')
          : cox
        : {
            measurable: true,
            ratio: found.hazardRatio,
            lower: found.lower,
            upper: found.upper,
            standardErrorOfLog: found.robustStandardError ?? found.standardError,
            p: found.p,
          },
  }
}

export interface StudyCurve {
  readonly metric: string
  readonly arm: string
  readonly points: readonly {
    readonly age: number
    readonly estimate: number
    readonly standardError: number | null
    readonly atRisk: number
  }[]
}

/** Share recovered (or paid, by customers) by age with its standard error, as far as anybody was followed. */
export function studyCurve(
  metric: StudyMetric & { readonly kind: FollowedKind },
  arm: string,
  customers: readonly StudyCustomer[],
): StudyCurve {
  const kind = metric.kind === 'restricted_mean' ? 'euro_share' : metric.kind
  const columns = followedColumns(kind, customers)
  const points: StudyCurve['points'][number][] = []
  for (let age = 0; age <= metric.horizon; age++) {
    const atRisk = customers.reduce((count, { followUp }) => count + Number(followUp >= age), 0)
    if (atRisk === 0) break
    const found = recoveryFromCustomers({ kind: 'recovered_share', horizon: age }, columns)
    if (found.measurable) {
      points.push({ age, estimate: found.estimate, standardError: found.standardError, atRisk })
    } else if (found.code === 'no-variation') {
      points.push({ age, estimate: Number(found.detail['estimate'] ?? 0), standardError: null, atRisk })
    }
  }
  return { metric: metric.id, arm, points }
}
