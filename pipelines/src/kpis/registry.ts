import { ageing } from './ageing'
import { account, balance } from './balance'
import { cei } from './cei'
import { complaintRate } from './complaint-rate'
import { cost } from './cost'
import { costPerEuro } from './cost-per-euro'
import { daysLate } from './days-late'
import { daysToPay } from './days-to-pay'
import { dso } from './dso'
import { dsoBridge } from './dso-bridge'
import type { Kpi } from './kpi'
import { overdue } from './overdue'
import { recoveryCohort } from './recovery-cohort'
import { recoveryRate } from './recovery-rate'
import { recoveryRateOverdue } from './recovery-rate-overdue'
import { billed, collected } from './turnover'
import type { KpiDefinition } from './types'

/** Every KPI of the product, in the order in which screens list them. */
export const kpis: readonly Kpi[] = [
  recoveryRateOverdue,
  recoveryRate,
  recoveryCohort,
  dso,
  dsoBridge,
  balance,
  account,
  overdue,
  ageing,
  billed,
  collected,
  daysToPay,
  daysLate,
  cei,
  complaintRate,
  cost,
  costPerEuro,
]

export const kpiDefinitions: readonly KpiDefinition[] = kpis.flatMap((kpi) => kpi.definitions)

/** Whether an id is asked for: by itself or by its family, e.g. `days_to_pay` for `days_to_pay.mean`. */
export const isAskedFor = (id: string, asked: readonly string[] | undefined): boolean =>
  asked === undefined || asked.some((name) => id === name || id.startsWith(`${name}.`))
