import type { KpiRow, KpisAnswer } from '../../kpis/kpis.contract'
import { dimension } from '../../kpis/kpis.contract'
import { Option } from 'commander'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { table } from '../output'
import { day } from './ingest'

interface Flags extends CommonFlags {
  asOf: string
  from?: string
  by?: string
  currency?: string
  presentation?: string
  entity?: string[]
  kpi?: string[]
}

export const kpis = command('kpis', 'the figures of the dashboards')
  .addOption(new Option('--as-of <date>', 'last day of the period').argParser(day).makeOptionMandatory())
  .option('--from <date>', 'first day of the period (default: first day of the month)', day)
  .addOption(new Option('--by <dimension>', 'cut by a dimension').choices(dimension.options))
  .option('--currency <code>', 'one currency')
  .option('--presentation <code>', 'all currencies together in this one, by the rates of their days')
  .option('--entity <id...>', 'creditors (default: all)')
  .option('--kpi <id...>', 'only these')
  .action((flags: Flags) =>
    withClient(flags, async ({ client, out }) => {
      const query = new URLSearchParams({ as_of: flags.asOf })
      for (const name of ['from', 'by', 'currency', 'presentation'] as const) {
        if (flags[name] !== undefined) query.set(name, flags[name])
      }
      for (const name of ['entity', 'kpi'] as const) {
        if (flags[name] !== undefined) query.set(name, flags[name].join(','))
      }
      const answer = await client.json<KpisAnswer>('GET', `/api/kpis?${query}`)
      const rows = answer.rows.map((row) => [
        row.kpi,
        row.by === null ? '' : Object.values(row.by).join(' ') || 'none',
        row.value === null ? `no value: ${whyNone(row)}` : String(row.value),
        row.unit + (row.provisional ? ', provisional' : ''),
      ])
      const currency = answer.currency ?? 'no single currency'
      const money = answer.converted ? `all currencies in ${currency}` : currency
      const title = `${answer.from} to ${answer.as_of}, ${money}`
      out.result(answer, () => `${title}\n${table(['kpi', 'by', 'value', 'unit'], rows, [2])}`)
      return EXIT.ok
    }),
  )

/** A rate that is missing is named, so that it can be entered. */
function whyNone({ reason, missing_rate }: KpiRow): string {
  if (missing_rate === undefined) return reason ?? ''
  return `${reason ?? ''}, ${missing_rate.currency} on ${missing_rate.day}`
}
