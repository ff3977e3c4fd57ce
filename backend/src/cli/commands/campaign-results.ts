import type { CampaignDetail } from '../../campaigns/campaigns.contract'
import type { KpiRow, KpisAnswer } from '../../kpis/kpis.contract'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { table } from '../output'
import { idOf } from './campaign-id'
import { day } from './ingest'

const KPIS = 'cost_per_euro,complaint_rate,cost'

interface Flags extends CommonFlags {
  asOf?: string
}

/** What a campaign has cost and what followed it, by the same definitions as the dashboards. */
export const campaignResults = command(
  'results',
  'cost, euros and complaints after the messages of a campaign',
)
  .argument('<id>')
  .option('--as-of <date>', 'last day of the period (default: today)', day)
  .action((given: string, flags: Flags) =>
    withClient(flags, async ({ client, out }) => {
      const id = await idOf(client, given)
      const campaign = await client.json<CampaignDetail>('GET', `/api/campaigns/${id}`)
      const asOf = flags.asOf ?? new Date().toISOString().slice(0, 10)
      const from = (campaign.started_at ?? campaign.created_at).slice(0, 10)
      const query = new URLSearchParams({
        as_of: asOf,
        from: from < asOf ? from : asOf,
        by: 'campaign',
        kpi: KPIS,
      })
      const { rows } = await client.json<KpisAnswer>('GET', `/api/kpis?${query}`)
      const own = rows.filter(({ by }) => by?.['campaign'] === id)
      const answer = {
        campaign_id: id,
        name: campaign.name,
        state: campaign.state,
        from,
        as_of: asOf,
        rows: own,
      }
      out.result(answer, () =>
        own.length === 0
          ? `${campaign.name}: nothing was sent from ${from} to ${asOf}`
          : table(['kpi', 'value', 'unit'], own.map(cells), [1]),
      )
      return EXIT.ok
    }),
  )

const cells = ({ kpi, value, unit, reason }: KpiRow): string[] => [
  kpi,
  value === null ? `no value: ${reason ?? ''}` : String(value),
  unit,
]
