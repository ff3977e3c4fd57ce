import { ageing } from './ageing'
import { badDebt } from './bad-debt'
import { account, balance } from './balance'
import { cei } from './cei'
import { complaintRate } from './complaint-rate'
import { cost } from './cost'
import { costPerEuro } from './cost-per-euro'
import { daysLate } from './days-late'
import { daysToPay } from './days-to-pay'
import { disputeRate } from './disputes'
import { dso } from './dso'
import { dsoBridge } from './dso-bridge'
import type { Kpi } from './kpi'
import { overLimit } from './over-limit'
import { overdue } from './overdue'
import { promiseKept } from './promises'
import { creditNoteRate, einvoiceRejectRate, lateReasons } from './quality'
import { reactions, remindersBefore } from './reactions'
import { recoveryCohort } from './recovery-cohort'
import { recoveryRate } from './recovery-rate'
import { recoveryRateOverdue } from './recovery-rate-overdue'
import { rollRate } from './roll-rate'
import { satisfaction } from './satisfaction'
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
  rollRate,
  badDebt,
  overLimit,
  promiseKept,
  disputeRate,
  lateReasons,
  creditNoteRate,
  einvoiceRejectRate,
  remindersBefore,
  reactions,
  satisfaction,
]

export const kpiDefinitions: readonly KpiDefinition[] = kpis.flatMap((kpi) => kpi.definitions)

/** What the Overview computes: everything that daily sums give. */
export const overviewKpis: readonly string[] = kpis
  .filter((kpi) => kpi.apart !== true)
  .flatMap((kpi) => kpi.definitions.map(({ id }) => id))

/** Whether an id is asked for: by itself or by its family, e.g. `days_to_pay` for `days_to_pay.mean`. */
export const isAskedFor = (id: string, asked: readonly string[] | undefined): boolean =>
  asked === undefined || asked.some((name) => id === name || id.startsWith(`${name}.`))
