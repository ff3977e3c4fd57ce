import { describe, expect, it } from 'vitest'
import type { Measurement } from '../errors'
import {
  clusteredRestrictedMean,
  coxRegression,
  cumulativeIncidence,
  grayTest,
  incidenceWithTiesVariance,
  kaplanMeier,
  logRankTest,
  restrictedMean,
  restrictedMeanDifference,
  survivalAt,
  survivalQuantile,
} from './index'
import {
  type Json,
  type ReferenceCase,
  agree,
  agreeAll,
  get,
  keys,
  list,
  loadReferenceCases,
} from './reference-cases'

const { cases, missing } = loadReferenceCases()
if (missing !== undefined) console.log(`survival reference cases skipped: ${missing}`)

const rowsOf = (one: ReferenceCase, group: string): number[] =>
  one.group.flatMap((g, i) => (g === group ? [i] : []))
const take = <T>(column: readonly T[], rows: readonly number[]): T[] => rows.map((row) => column[row] as T)
const levels = (one: ReferenceCase): string[] => [...new Set(one.group)].sort()
const codes = (column: readonly (string | number)[]): number[] => {
  const names = [...new Set(column)].sort()
  return column.map((value) => names.indexOf(value))
}
function value<T extends object>(result: Measurement<T>): T {
  if (!result.measurable) throw new Error(`not measurable: ${JSON.stringify(result)}`)
  return result
}

function checkGroup(one: ReferenceCase, group: string, expected: Json | undefined): void {
  const rows = rowsOf(one, group)
  const data = { time: take(one.time, rows), event: take(one.event, rows) }
  const name = `${one.id} ${group}`
  const curve = kaplanMeier(data)
  agree(`${name} n`, get(expected, 'n'), curve.subjects)
  agree(`${name} events`, get(expected, 'events'), curve.events)
  agreeAll(`${name} n at risk`, get(expected, 'steps', 'n_risk'), curve.atRisk)
  agreeAll(`${name} survival`, get(expected, 'steps', 'survival'), curve.survival)
  agreeAll(
    `${name} Greenwood`,
    get(expected, 'steps', 'std_err_survival'),
    Array.from(curve.survival, (s, i) => s * Math.sqrt(curve.greenwood[i] ?? NaN)),
  )
  agreeAll(`${name} Nelson–Aalen`, get(expected, 'steps', 'nelson_aalen'), curve.cumulativeHazard)
  list(get(expected, 'at', 'time')).forEach((t, i) => {
    for (const [scale, key] of [
      ['log', 'ci_log'],
      ['log_log', 'ci_loglog'],
      ['plain', 'ci_plain'],
    ] as const) {
      const point = survivalAt(curve, Number(t), scale)
      const bounds = [get(expected, 'at', key, 'lower'), get(expected, 'at', key, 'upper')].map(
        (column) => list(column)[i],
      )
      agree(`${name} ${key} lower at ${String(t)}`, bounds[0], point.measurable ? point.lower : null)
      agree(`${name} ${key} upper at ${String(t)}`, bounds[1], point.measurable ? point.upper : null)
      if (!point.measurable) continue
      agree(`${name} S(${String(t)})`, list(get(expected, 'at', 'survival'))[i], point.survival)
      agree(
        `${name} standard error at ${String(t)}`,
        list(get(expected, 'at', 'std_err'))[i],
        point.standardError,
      )
      agree(`${name} at risk at ${String(t)}`, list(get(expected, 'at', 'n_risk'))[i], point.atRisk)
    }
  })
  list(get(expected, 'quantiles', 'p')).forEach((p, i) => {
    const [log, logLog] = (['log', 'log_log'] as const).map((scale) =>
      survivalQuantile(curve, Number(p), scale),
    )
    const column = (key: string): Json | undefined => list(get(expected, 'quantiles', key))[i]
    agree(`${name} quantile ${String(p)}`, column('time'), log?.time)
    agree(`${name} quantile ${String(p)} lower, log`, column('lower_log'), log?.lower)
    agree(`${name} quantile ${String(p)} upper, log`, column('upper_log'), log?.upper)
    agree(`${name} quantile ${String(p)} lower, log-log`, column('lower_loglog'), logLog?.lower)
    agree(`${name} quantile ${String(p)} upper, log-log`, column('upper_loglog'), logLog?.upper)
  })
  const tau = Number(get(expected, 'rmst', 'tau'))
  const mean = value(restrictedMean(curve, tau))
  agree(`${name} restricted mean to ${tau}`, get(expected, 'rmst', 'rmst'), mean.mean)
  agree(`${name} its standard error`, get(expected, 'rmst', 'se'), mean.standardError)
  if (one.cluster === undefined) return
  const clustered = value(clusteredRestrictedMean(data, take(one.cluster, rows), tau))
  agree(
    `${name} clustered standard error`,
    get(expected, 'rmst', 'se_cluster_robust'),
    clustered.standardError,
  )
  agree(`${name} clusters`, get(expected, 'rmst', 'n_clusters'), clustered.clusters)
  list(get(expected, 'at', 'std_err_cluster_robust')).forEach((error, i) => {
    const t = Number(list(get(expected, 'at', 'time'))[i])
    const point = value(
      cumulativeIncidence({ ...data, cluster: codes(take(one.cluster ?? [], rows)) }, 1, t, 1),
    )
    agree(`${name} clustered standard error at ${t}`, error, point.standardError)
  })
}

function checkDifference(one: ReferenceCase, expected: Json, tau: number): void {
  const [treatment = '', control = ''] = String(get(expected, 'contrast')).split(' - ')
  const arm = (group: string): Parameters<typeof clusteredRestrictedMean> => {
    const rows = rowsOf(one, group)
    return [
      { time: take(one.time, rows), event: take(one.event, rows) },
      take(one.cluster ?? rows.map(String), rows),
      tau,
    ]
  }
  const plain = [treatment, control].map((group) => value(restrictedMean(kaplanMeier(arm(group)[0]), tau)))
  const [a, b] = plain
  if (a === undefined || b === undefined) return
  const got = value(restrictedMeanDifference(a, b))
  const name = `${one.id} ${treatment} − ${control}`
  agree(`${name} difference`, get(expected, 'difference'), got.difference)
  agree(`${name} standard error`, get(expected, 'se'), got.standardError)
  agree(`${name} p`, get(expected, 'p'), got.p)
  agree(`${name} lower`, list(get(expected, 'ci'))[0], got.lower)
  agree(`${name} upper`, list(get(expected, 'ci'))[1], got.upper)
  if (get(expected, 'se_cluster_robust') === undefined) return
  const robust = value(
    restrictedMeanDifference(
      value(clusteredRestrictedMean(...arm(treatment))),
      value(clusteredRestrictedMean(...arm(control))),
    ),
  )
  agree(`${name} clustered standard error`, get(expected, 'se_cluster_robust'), robust.standardError)
  agree(`${name} clustered p`, get(expected, 'p_cluster_robust'), robust.p)
}

function checkLogRank(one: ReferenceCase, key: string, expected: Json | undefined): void {
  const stratified = key.includes('stratified')
  // The file gives the reminder case in R's factor order, with the reference arm first.
  const order = levels(one).includes('friendly') ? ['friendly', 'firm', 'legal'] : levels(one)
  const data = {
    time: one.time,
    event: one.event,
    group: one.group.map((group) => order.indexOf(group)),
    ...(stratified ? { stratum: codes(one.stratum ?? []) } : {}),
  }
  const got = value(logRankTest(data, levels(one).length, Number(get(expected, 'rho'))))
  agree(`${one.id} ${key} χ²`, get(expected, 'chisq'), got.chiSquare)
  agree(`${one.id} ${key} df`, get(expected, 'df'), got.df)
  agree(`${one.id} ${key} p`, get(expected, 'p'), got.p)
  agreeAll(`${one.id} ${key} observed`, get(expected, 'observed'), got.observed)
  agreeAll(`${one.id} ${key} expected`, get(expected, 'expected'), got.expected)
  list(get(expected, 'variance')).forEach((row, g) => {
    agreeAll(`${one.id} ${key} variance ${g}`, row, got.variance[g] ?? [])
  })
}

/** Design columns by R's names: treatment contrasts of the group, or the lung case's own columns. */
function covariate(one: ReferenceCase, name: string): number[] | undefined {
  if (name === 'sex') return one.group.map(Number)
  if (name === 'ph.ecog') return one.stratum?.map(Number)
  if (one.columns[name] !== undefined) return [...one.columns[name]]
  const level = levels(one).find((group) => name.endsWith(group))
  return level === undefined ? undefined : one.group.map((group) => Number(group === level))
}

function checkCox(one: ReferenceCase, key: string, expected: Json | undefined): void {
  const names = list(get(expected, 'names')).map(String)
  const columns = names.map((name) => covariate(one, name))
  if (columns.some((column) => column === undefined)) {
    console.log(`${one.id} ${key} left out: the case does not carry its column ${names.join(', ')}`)
    return
  }
  const stratified = String(get(expected, 'formula')).includes('strata(')
  const fit = value(
    coxRegression(
      {
        time: one.time,
        event: one.event.map((event) => Number(event === 1)),
        covariates: Object.fromEntries(names.map((name, j) => [name, columns[j] ?? []])),
        ...(stratified ? { stratum: codes(one.stratum ?? []) } : {}),
        ...(get(expected, 'robust_se') === undefined ? {} : { cluster: one.cluster ?? [] }),
      },
      String(get(expected, 'ties')) === 'breslow' ? 'breslow' : 'efron',
    ),
  )
  const label = `${one.id} ${key}`
  fit.coefficients.forEach((got, j) => {
    const column = (name: string): Json | undefined => list(get(expected, name))[j]
    agree(`${label} ${got.name} coefficient`, column('coef'), got.coefficient)
    agree(`${label} ${got.name} hazard ratio`, column('hazard_ratio'), got.hazardRatio)
    agree(`${label} ${got.name} standard error`, column('se'), got.standardError)
    agree(`${label} ${got.name} robust standard error`, column('robust_se'), got.robustStandardError)
    agree(`${label} ${got.name} z`, column('z'), got.z)
    agree(`${label} ${got.name} p`, column('p'), got.p)
    agree(`${label} ${got.name} lower`, column('ci_lower'), got.lower)
    agree(`${label} ${got.name} upper`, column('ci_upper'), got.upper)
  })
  agreeAll(`${label} log-likelihood`, get(expected, 'loglik'), fit.logLikelihood)
  agree(`${label} likelihood ratio`, get(expected, 'likelihood_ratio'), fit.likelihoodRatio)
  agree(`${label} score test`, get(expected, 'score_test'), fit.scoreTest)
  // R rounds this one to two decimals.
  agree(`${label} Wald`, get(expected, 'wald'), fit.wald, 0.00501)
  agree(`${label} concordance`, get(expected, 'concordance'), fit.concordance)
  agree(`${label} robust score test`, get(expected, 'robust_score_test'), fit.robustScoreTest)
  agree(`${label} robust score p`, get(expected, 'robust_score_p'), fit.robustScoreP)
}

function checkCompeting(one: ReferenceCase): void {
  const curves = get(one.output, 'aalen_johansen')
  list(get(curves, 'times')).forEach((t, i) => {
    const group = String(list(get(curves, 'group'))[i]).replace('sex=', '')
    const rows = rowsOf(one, group)
    for (const cause of [1, 2]) {
      const got = value(
        cumulativeIncidence({ time: take(one.time, rows), event: take(one.event, rows) }, cause, Number(t)),
      )
      const name = `${one.id} ${group} cause ${cause} at ${String(t)}`
      agree(`${name} incidence`, list(get(curves, `cause${cause}`))[i], got.incidence)
      agree(`${name} standard error`, list(get(curves, `se_cause${cause}`))[i], got.standardError)
    }
  })
  const points = get(one.output, 'cuminc_timepoints')
  list(get(points, 'curve')).forEach((curve, k) => {
    const [group = '', cause = ''] = String(curve).split(' ')
    const rows = rowsOf(one, group)
    list(get(points, 'times')).forEach((t, i) => {
      const got = value(
        incidenceWithTiesVariance(
          { time: take(one.time, rows), event: take(one.event, rows) },
          Number(cause),
          Number(t),
        ),
      )
      agree(`${one.id} ${String(curve)} at ${String(t)}`, list(list(get(points, 'est'))[k])[i], got.incidence)
      agree(
        `${one.id} ${String(curve)} variance at ${String(t)}`,
        list(list(get(points, 'var'))[k])[i],
        got.variance,
      )
    })
  })
  list(get(one.output, 'gray_test', 'rows')).forEach((cause, i) => {
    const got = value(
      grayTest(
        { time: one.time, event: one.event, group: codes(one.group) },
        levels(one).length,
        Number(cause),
      ),
    )
    agree(
      `${one.id} Gray cause ${String(cause)} χ²`,
      list(get(one.output, 'gray_test', 'stat'))[i],
      got.chiSquare,
    )
    agree(`${one.id} Gray cause ${String(cause)} p`, list(get(one.output, 'gray_test', 'p'))[i], got.p)
  })
}

describe.skipIf(missing !== undefined)('survival statistics agree with R', () => {
  it('in every case of the file', () => {
    expect(cases.length).toBeGreaterThanOrEqual(6)
  })
  for (const one of cases) {
    const output = (part: string): Json | undefined => get(one.output, part)
    describe(one.id, () => {
      it.each(keys(output('kaplan_meier')))(
        'in the curve, intervals, quantiles and restricted mean of %s',
        (group) => {
          checkGroup(one, group, get(output('kaplan_meier'), group))
        },
      )
      it.each(keys(one.output).filter((key) => key.startsWith('logrank') || key.startsWith('peto')))(
        'in %s',
        (key) => {
          checkLogRank(one, key, output(key))
        },
      )
      it.each(keys(one.output).filter((key) => key.includes('cox')))('in %s', (key) => {
        checkCox(one, key, output(key))
      })
      it.each(keys(one.output).filter((key) => key.startsWith('rmst_difference')))('in %s', (key) => {
        const tau = get(output('kaplan_meier'), levels(one)[0] ?? '', 'rmst', 'tau')
        for (const expected of list(output(key))) checkDifference(one, expected, Number(tau))
      })
      it.each(keys(one.output).filter((key) => key === 'aalen_johansen'))('in %s, Gray and cuminc', () => {
        checkCompeting(one)
      })
    })
  }
})
