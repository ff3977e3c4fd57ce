import type { KpiRow } from '@relance/backend/contract'
import { heat } from '../../charts/heat'
import type { ChartTable, Option, Setting } from '../../charts/parts'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'

const horizons = ['30', '60', '90', 'due'] as const

/** Share recovered by month of issue and age, from the rows of a cut by month. */
export function cohortPicture(rows: readonly KpiRow[]): {
  title: string
  summary: string
  build: (setting: Setting) => Option
  table: ChartTable
} {
  const months = [...new Set(rows.map((row) => row.by?.['month'] ?? ''))].filter(Boolean).sort()
  const share = (month: string, horizon: string) => {
    const row = rows.find(({ kpi, by }) => kpi === `recovery_cohort.${horizon}` && by?.['month'] === month)
    return typeof row?.value === 'number' ? row.value : null
  }
  const names = horizons.map((horizon) => t(`figures.horizon.${horizon}`))
  const known = months.filter((month) => share(month, '60') !== null)
  const [first, last] = [known[0], known.at(-1)]
  const said =
    first !== undefined && last !== undefined && first !== last
      ? t('figures.cohorts.finding', {
          last: format.month(last, 'long'),
          now: format.percent(share(last, '60') ?? 0),
          first: format.month(first, 'long'),
          before: format.percent(share(first, '60') ?? 0),
        })
      : t('figures.cohorts.none')
  const shown = (value: number | null) => (value === null ? '–' : format.percent(value, 0))
  return {
    title: said,
    summary: said,
    build: (setting) =>
      heat(
        months.map((month) => ({
          label: format.month(month),
          shares: horizons.map((horizon) => share(month, horizon)),
        })),
        names,
        (value) => format.percent(value, 0),
        setting,
      ),
    table: {
      columns: [{ text: t('table.month') }, ...names.map((text) => ({ text, num: true }))],
      rows: months.map((month) => [
        format.month(month),
        ...horizons.map((horizon) => shown(share(month, horizon))),
      ]),
    },
  }
}
