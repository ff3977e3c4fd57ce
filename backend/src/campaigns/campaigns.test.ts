import { Readable } from 'node:stream'
import { ingestStream } from '@relance/pipelines'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { SavedSegment } from '../segments/segments.contract'
import type { CampaignDetail, CampaignLogAnswer, CampaignsAnswer, DryRun } from './campaigns.contract'

const test = useServer()
const step = (id: string, kind: string, day: number, channels: string[], tone = 'neutral') => ({
  id,
  kind,
  day: { from_due: day },
  channels,
  tone,
  template: kind,
})
const companies = { field: 'kind', op: 'eq', value: 'business' }
const design = (more: object = {}) => ({
  name: 'Novembre',
  entities: ['DEMO'],
  population: companies,
  scenarios: [
    {
      segment: null,
      steps: [step('a', 'courteous', 3, ['email', 'sms']), step('b', 'firm', 15, ['letter'], 'firm')],
    },
  ],
  ...more,
})
const post = async (path: string, body?: object) =>
  (await test.asOwner('POST', `/api/campaigns${path}`, body ?? {})) as {
    status: number
    body: CampaignDetail
  }
const make = async (more: object = {}) => (await post('', { definition: design(more) })).body
const errorsOf = ({ check }: CampaignDetail) =>
  check?.findings.filter(({ severity }) => severity === 'error') ?? []

beforeAll(async () => {
  const { body } = await test.asOwner('POST', '/api/demo', { customers: 40, months: 6, seed: 5 })
  const job = await test.server.app.get(JobBoard).ended((body as Job).id)
  expect(job).toMatchObject({ state: 'done', problem: null })
  const sender = {
    name: 'Maison Exemple SAS',
    address: '1 rue du Port\n35000 Rennes',
    registration: '552 100 554 RCS Rennes',
  }
  for (const [rate, percent] of [
    ['ecb_refinancing', '2.15'],
    ['legal_other', '2.60'],
  ]) {
    for (const from of ['2026-01-01', '2026-07-01', '2027-01-01']) {
      await test.asOwner('PUT', '/api/reference-rates', { rate, from, percent, source: 'test' })
    }
  }
  const contacts = [
    { role: 'accounts_payable', name: 'Ana', email: 'ana@client.example', phone: '+33612345678' },
  ]
  const lines = Array.from({ length: 40 }, (_, n) => ({
    event_id: `known-${n}`,
    event_type: 'customer.updated',
    occurred_on: '2026-01-01',
    customer_id: `C${String(n + 1).padStart(5, '0')}`,
    attributes: { contacts, address: '1 rue du Port, 35000 Rennes' },
  }))
  const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const options = { source: 'ndjson', fileName: 'a.ndjson', entityId: 'DEMO' }
  const loaded = await ingestStream(
    test.server.stores.warehouse,
    Readable.from([Buffer.from(content)]),
    options,
  )
  expect(loaded).toMatchObject({ accepted: 40 })
  expect((await test.asOwner('PUT', '/api/senders/DEMO', sender)).status).toBe(200)
})

describe('a campaign', () => {
  it('goes from draft to its end, each move logged with who made it', async () => {
    const { id } = await make()
    expect((await post(`/${id}/start`)).body).toMatchObject({ code: 'campaigns/wrong-state' })
    const checked = await post(`/${id}/check`)
    expect(errorsOf(checked.body), JSON.stringify(errorsOf(checked.body), null, 1)).toEqual([])
    expect(checked.body).toMatchObject({ state: 'checked', checked_version: 1 })
    expect((await post(`/${id}/approve`, { note: 'fine' })).body).toMatchObject({ state: 'approved' })
    const started = (await post(`/${id}/start`)).body
    expect(started).toMatchObject({ state: 'running', templates: { courteous: 1, firm: 1 } })
    for (const [move, state] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['end', 'ended'],
    ] as const) {
      expect((await post(`/${id}/${move}`)).body).toMatchObject({ state })
    }
    const { rows } = (await test.asOwner('GET', `/api/campaigns/${id}/log`)).body as CampaignLogAnswer
    expect(rows.map(({ action }) => action)).toEqual([
      'end',
      'resume',
      'pause',
      'start',
      'approve',
      'checked',
      'created',
    ])
    expect(rows[4]).toMatchObject({
      actor: 'local',
      from_state: 'checked',
      to_state: 'approved',
      note: 'fine',
    })
  })

  it('is a draft again when its design changes, and is not overwritten by who read an older version', async () => {
    const { id } = await make()
    await post(`/${id}/check`)
    const put = (version: number, more: object) =>
      test.asOwner('PUT', `/api/campaigns/${id}`, { version, definition: design(more) })
    const changed = await put(1, { priority: 70 })
    expect(changed.body).toMatchObject({ state: 'draft', version: 2, priority: 70, check: null })
    expect(await put(1, { priority: 10 })).toMatchObject({
      status: 409,
      body: { code: 'campaigns/changed-meanwhile', details: { version: 2 } },
    })
  })

  it('cannot change while it runs; its clone can', async () => {
    const { id } = await make()
    for (const move of ['check', 'approve', 'start']) await post(`/${id}/${move}`)
    const body = { version: 1, definition: design() }
    expect(await test.asOwner('PUT', `/api/campaigns/${id}`, body)).toMatchObject({
      status: 409,
      body: { code: 'campaigns/design-fixed' },
    })
    expect((await test.asOwner('DELETE', `/api/campaigns/${id}`)).body).toMatchObject({
      code: 'campaigns/not-deletable',
    })
    const clone = (await post(`/${id}/clone`, { name: 'Décembre' })).body
    expect(clone).toMatchObject({ state: 'draft', parent_id: id, generation: 2, name: 'Décembre' })
    const again = (await post(`/${clone.id}/check`)).body
    const overlap = again.check?.findings.find(({ code }) => code.startsWith('overlap'))
    expect(overlap).toMatchObject({ severity: 'warning', params: { campaign: 'Novembre' } })
    expect(Number(overlap?.params['customers'])).toBeGreaterThan(0)
    await post(`/${id}/end`)
  })

  it('is approved by somebody else where the settings say so', async () => {
    await test.asOwner('PUT', '/api/campaigns/settings', { second_approver: true })
    const { id } = await make()
    await post(`/${id}/check`)
    expect(await post(`/${id}/approve`)).toMatchObject({
      status: 403,
      body: { code: 'campaigns/needs-second-person' },
    })
    await test.asOwner('PUT', '/api/campaigns/settings', { second_approver: false })
    expect((await post(`/${id}/approve`)).body).toMatchObject({ state: 'approved' })
  })

  it('is made of each ready-made plan, active ones listed first', async () => {
    for (const plan of ['ladder', 'sincere-forgetter', 'organised-late', 'needs-help']) {
      const made = await post('', { plan, name: plan })
      expect(made).toMatchObject({ status: 201, body: { name: plan, state: 'draft' } })
    }
    expect((await post('', { plan: 'none' })).body).toMatchObject({ code: 'campaigns/plan-not-found' })
    const { rows } = (await test.asOwner('GET', '/api/campaigns')).body as CampaignsAnswer
    expect(rows.at(-1)?.state).toBe('ended')
  })
})

describe('the check', () => {
  const found = async (more: object) => {
    const { id } = await make(more)
    const { body } = await post(`/${id}/check`)
    return body
  }

  it('keeps a draft a draft and names step, channel, language and how to mend it', async () => {
    const steps = [
      step('a', 'courteous', 3, ['email']),
      { ...step('x', 'firm', 9, ['sms']), template: 'nowhere' },
    ]
    const body = await found({
      scenarios: [
        { segment: 'missing', steps },
        { segment: null, steps },
      ],
    })
    expect(body.state).toBe('draft')
    expect(errorsOf(body).map(({ code }) => code)).toEqual(['unknown_segment', 'template_missing'])
    expect(errorsOf(body)[1]).toMatchObject({
      place: { scenario: 2, step: 'x', channel: 'sms', language: 'fr' },
      mend: { en: expect.stringMatching(/Write this text/) },
    })
  })

  it('refuses what the law forbids for a kind of debtor, with the article', async () => {
    const own = { name: 'Avec indemnité', copy_of: 'courteous' }
    const family = (await test.asOwner('POST', '/api/templates', own)).body as {
      family: string
      texts: object[]
    }
    const text = {
      channel: 'letter',
      language: 'fr',
      tone: 'neutral',
      subject: 'Votre facture',
      body: '{{invoices}}\n\nTotal : {{total_due}}. Une indemnité forfaitaire de 40 € pour frais de recouvrement est due.\n\n{{bank_details}}',
    }
    const address = `/api/templates/${family.family}/texts`
    expect((await test.asOwner('PUT', address, { base_version: 1, text })).status).toBe(200)
    const steps = [{ ...step('a', 'courteous', 3, ['letter']), template: family.family }]
    const consumers = { field: 'kind', op: 'eq', value: 'consumer' }
    const refused = await found({ population: consumers, scenarios: [{ segment: null, steps }] })
    const law = errorsOf(refused).filter(({ code }) => code.startsWith('legal_'))
    expect(law.length).toBeGreaterThan(0)
    expect(law[0]).toMatchObject({
      place: { step: 'a', debtor_kind: 'consumer' },
      law: { article: expect.stringMatching(/\d/) },
    })
    const allowed = await found({ scenarios: [{ segment: null, steps }] })
    expect(errorsOf(allowed).filter(({ code }) => code.startsWith('legal_'))).toEqual([])
  })

  it('refuses a stand-in for natural persons, and a segment cannot change while a campaign runs on it', async () => {
    const rule = { field: 'country', op: 'eq', value: 'FR' }
    const segment = (await test.asOwner('POST', '/api/segments', { name: 'France', rule }))
      .body as SavedSegment
    const steps = [step('a', 'courteous', 3, ['email'])]
    const scenarios = [
      { segment: segment.id, steps },
      { segment: null, steps },
    ]
    const people = await found({ population: null, scenarios })
    expect(errorsOf(people).length).toBeGreaterThan(0)
    expect(errorsOf(people).every(({ law, params }) => law !== null && params['field'] === 'country')).toBe(
      true,
    )
    const firms = await found({ scenarios })
    expect(errorsOf(firms)).toEqual([])
    for (const move of ['approve', 'start']) expect((await post(`/${firms.id}/${move}`)).status).toBe(200)
    const change = { name: 'France', rule: { field: 'country', op: 'ne', value: 'FR' } }
    expect(await test.asOwner('PUT', `/api/segments/${segment.id}`, change)).toMatchObject({
      status: 409,
      body: { code: 'segments/in-use' },
    })
    await post(`/${firms.id}/end`)
  })

  it('misses the identity of an entity that has none', async () => {
    const body = await found({ entities: ['OTHER'] })
    expect(errorsOf(body)).toMatchObject([{ code: 'sender_missing', params: { entity: 'OTHER' } }])
    expect(body.check?.findings.some(({ code }) => code === 'empty_population')).toBe(true)
  })
})

describe('a dry run', () => {
  it('lives 90 days without sending anything, sums them by day and step, and gives every contact as CSV', async () => {
    const { id } = await make({ population: null })
    const { body } = await post(`/${id}/dry-run`, { days: 90 })
    const job = await test.server.app.get(JobBoard).ended(body.id)
    expect(job).toMatchObject({ kind: 'dry_run', state: 'done', problem: null })
    const { summary } = (await test.asOwner('GET', `/api/campaigns/${id}/dry-runs/${job.id}`)).body as DryRun
    const sum = (rows: readonly { contacts: number }[] = []) =>
      rows.reduce((all, row) => all + row.contacts, 0)
    expect(sum(summary?.by_day)).toBe(summary?.contacts)
    expect(sum(summary?.by_step)).toBe(summary?.contacts)
    expect(summary?.contacts).toBeGreaterThan(0)
    expect(Object.keys(summary?.verdicts ?? {}).length).toBeGreaterThan(0)
    const csv = await fetch(`${test.server.address}/api/campaigns/${id}/dry-runs/${job.id}/contacts.csv`, {
      headers: { authorization: `Bearer ${test.server.token}` },
    })
    const lines = (await csv.text()).trim().split('\n')
    expect(lines[0]).toMatch(/^day,entity_id,customer_id,name/)
    expect(lines).toHaveLength(Number(summary?.contacts) + 1)
  })

  it('that is cancelled leaves nothing behind', async () => {
    const { id } = await make()
    const { body } = await post(`/${id}/dry-run`, { days: 90 })
    await test.asOwner('DELETE', `/api/jobs/${body.id}`)
    expect(await test.server.app.get(JobBoard).ended(body.id)).toMatchObject({ state: 'cancelled' })
    await test.server.app.get(JobBoard).alone(() => Promise.resolve())
    expect((await test.asOwner('GET', `/api/campaigns/${id}/dry-runs`)).body).toEqual({ rows: [] })
  })
})
