import { UsageError } from '../exit'
import type { CampaignsAnswer } from '../../campaigns/campaigns.contract'
import type { Client } from '../client'

/** A whole id, or its beginning where only one campaign has it. */
export async function idOf(client: Client, given: string): Promise<string> {
  const { rows } = await client.json<CampaignsAnswer>('GET', '/api/campaigns')
  const found = rows.filter(({ id }) => id.startsWith(given.toLowerCase()))
  const [only] = found
  if (only !== undefined && found.length === 1) return only.id
  const what = found.length === 0 ? 'No campaign has' : `${found.length} campaigns have`
  throw new UsageError(`${what} an id that begins with ${given}; see relance campaign list.`)
}
