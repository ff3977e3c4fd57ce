import { Readable } from 'node:stream'
import { ingestStream } from '@relance/pipelines'
import { useWarehouse } from '@relance/pipelines/testing'
import { beforeAll, expect, it } from 'vitest'
import { useMetadata } from '../dispatch/outbox/testing'
import { LADDER, aCampaign } from '../dispatch/planner/testing'
import { AttributesService, SegmentsService } from '../segments'
import type { CampaignDefinition } from './campaign.contract'
import { EVERYBODY, PopulationService } from './population.service'

const TODAY = '2026-11-23'
const house = useWarehouse()
const store = useMetadata()
const design = (more: Partial<CampaignDefinition>) => ({ ...aCampaign().definition, ...more })

beforeAll(async () => {
  const lines = ['FR', 'DE'].map((country, n) => {
    const common = { customer_id: `C${n}`, entity_id: 'MAIN', occurred_on: '2026-10-10' }
    const attributes = { name: `C${n}`, kind: 'business', country }
    return JSON.stringify({ ...common, event_id: `u${n}`, event_type: 'customer.updated', attributes })
  })
  const body = Readable.from([`${lines.join('\n')}\n`])
  await ingestStream(house.warehouse, body, { source: 'ndjson', fileName: 'customers' })
})

async function segmentsOf(definition: CampaignDefinition): Promise<(string | undefined)[]> {
  const { warehouse } = house
  const attributes = new AttributesService(warehouse, store.metadata)
  const segments = new SegmentsService(warehouse, store.metadata, attributes)
  const members = await new PopulationService(warehouse, segments, attributes).members(definition, TODAY)
  return ['C0', 'C1'].map((customer) => members.segmentOf('MAIN', customer))
}

it('a campaign without a rule has everybody in it, as one whose rule takes everybody', async () => {
  expect(await segmentsOf(design({ population: null }))).toEqual(['', ''])
  expect(await segmentsOf(design({ population: EVERYBODY }))).toEqual(['', ''])
})

it('who does not fit the rule is not in the campaign', async () => {
  const population = { field: 'country', op: 'in', value: ['FR'] } as const
  expect(await segmentsOf(design({ population }))).toEqual(['', undefined])
})

it('a campaign with a way for one segment only asks who is in it', async () => {
  const scenarios = [{ segment: '11111111-1111-4111-8111-111111111111', steps: [...LADDER] }]
  expect(await segmentsOf(design({ population: null, scenarios }))).toEqual([undefined, undefined])
})
