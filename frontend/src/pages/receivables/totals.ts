import type { Ageing, KpiRow } from '@relance/backend/contract'

export interface Totals {
  open: string
  overdue: string
  on_account: string
  ageing: Ageing
}

/** The balance of all customers from the KPIs of the same day; what is not there is 0. */
export function totalsOf(rows: KpiRow[]): Totals {
  const whole = (kpi: string) => String(rows.find((row) => row.kpi === kpi && row.by === null)?.value ?? '0')
  const part = (bucket: string) =>
    String(rows.find((row) => row.kpi === 'ageing' && row.by?.['bucket'] === bucket)?.value ?? '0')
  return {
    open: whole('open'),
    overdue: whole('overdue'),
    on_account: whole('on_account'),
    ageing: {
      not_due: part('not_due'),
      '1-30': part('1-30'),
      '31-60': part('31-60'),
      '61-90': part('61-90'),
      '91+': part('91+'),
      undetailed: part('undetailed'),
    },
  }
}
