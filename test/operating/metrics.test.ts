import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../../backend/src/app/testing'
import { startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { DispatchService } from '../../backend/src/dispatch'
import { CLOCK } from '../../backend/src/dispatch/ports'
import { InboxService } from '../../backend/src/inbox/inbox.service'
import { MORNING, askerOf, debts, startCampaign } from './owing-company'

const TOKEN = 'a token for the scraper'
const test = useServer({ RELANCE_METRICS_TOKEN: TOKEN })
const CUSTOMERS = 3

const scrape = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  fetch(`${test.server.address}/metrics`, { headers })

/** Every series with its value, by its name with labels as told. */
async function figures(): Promise<Map<string, number>> {
  const lines = (await (await scrape()).text())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

/** The series of a name, by their labels. */
const of = (all: Map<string, number>, name: string) =>
  Object.fromEntries(
    [...all].flatMap(([key, value]) => {
      if (key === name) return [['', value]]
      return key.startsWith(`${name}{`) ? [[key.slice(name.length + 1, -1).replaceAll('"', ''), value]] : []
    }),
  )

beforeAll(() => {
  test.server.app.get<{ now: () => Date }>(CLOCK).now = () => MORNING
})

it('is refused without the token, to whoever is signed in as well, and says so without figures', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: `Bearer ${test.server.token}` },
  ]) {
    const answer = await scrape(headers)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'metrics/token' })
  }
  expect((await scrape()).headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
})

it('counts the rows of loads by source and what became of them, as the load itself says', async () => {
  const wrong = { event_type: 'invoice.issued', customer_id: 'C9', occurred_on: 'never' }
  const events = debts(CUSTOMERS)
  const lines = [...events, wrong, ...events].map((event) => JSON.stringify(event)).join('\n')
  const send = () =>
    fetch(`${test.server.address}/api/events?entity=MAIN`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${test.server.token}`,
        'content-type': 'application/x-ndjson',
        prefer: 'wait=60',
      },
      body: lines,
    })
  expect((await send()).status).toBe(200)
  // The sender is answered as soon as his rows count; the load ends once all figures are derived.
  await test.server.app.get(InboxService).idle()
  const { rows } = await askerOf(test.server)('GET', '/api/loads')
  const [load] = rows as Record<string, number>[]
  const all = await figures()
  expect(of(all, 'relance_ingest_rows_total')).toEqual({
    'source=ndjson,result=accepted': load?.['accepted'],
    'source=ndjson,result=duplicate': load?.['duplicates'],
    'source=ndjson,result=ignored': load?.['ignored'],
    'source=ndjson,result=rejected': load?.['rejected'],
  })
  expect(load).toMatchObject({ accepted: events.length, duplicates: events.length, rejected: 1 })
  expect(of(all, 'relance_ingest_read_rows_total')).toEqual({ 'source=ndjson': 2 * events.length + 1 })
  expect(of(all, 'relance_load_duration_seconds_count')).toEqual({ 'source=ndjson,state=accepted': 1 })
  expect(of(all, 'relance_inbox_bytes')).toEqual({ '': 0 })
})

it('tells what waits in the outbox and for how long, then the sends by channel and outcome, and the plan', async () => {
  const { app } = test.server
  const smtp = await startSmtp()
  try {
    smtp.refuse = (address) => (address.startsWith('c1@') ? { code: 550, text: 'unknown' } : undefined)
    await startCampaign(askerOf(test.server), smtp.port)
    const dispatch = app.get(DispatchService)
    await dispatch.plan()
    app.get<{ now: () => Date }>(CLOCK).now = () => new Date(MORNING.getTime() + 90_000)
    const before = await figures()
    expect(of(before, 'relance_outbox_messages')).toEqual({ 'channel=email,state=queued': CUSTOMERS })
    expect(of(before, 'relance_outbox_oldest_due_age_seconds')['channel=email']).toBeGreaterThanOrEqual(90)
    expect(of(before, 'relance_sends_total')).toEqual({})
    await dispatch.send()
    await dispatch.tell()
    await app.get(InboxService).idle()
    const after = await figures()
    expect(of(after, 'relance_sends_total')).toEqual({
      'channel=email,outcome=sent': smtp.received.length,
      'channel=email,outcome=dead': CUSTOMERS - smtp.received.length,
    })
    expect(smtp.received).toHaveLength(CUSTOMERS - 1)
    expect(of(after, 'relance_outbox_messages')).toEqual({})
    expect(of(after, 'relance_planned_messages_total')).toEqual({ '': CUSTOMERS })
    expect(of(after, 'relance_planned_customers_total')).toEqual({ '': CUSTOMERS })
    expect(of(after, 'relance_plan_duration_seconds_count')).toEqual({ '': 1 })
  } finally {
    await smtp.close()
  }
})

it('counts requests by template and class of status, never by the address that was asked', async () => {
  const ask = askerOf(test.server)
  const name = 'relance_http_request_duration_seconds_count'
  const before = of(await figures(), name)
  for (const id of ['C0', 'C1'])
    await ask('GET', `/api/customers/${id}/erasure?entity=MAIN`).catch(() => undefined)
  await ask('GET', '/api/kpis/definitions')
  await fetch(`${test.server.address}/api/kpis/definitions`)
  await fetch(`${test.server.address}/api/nothing/C0`)
  await fetch(`${test.server.address}/customers/C0`)
  const after = of(await figures(), name)
  const more = (labels: string) => (after[labels] ?? 0) - (before[labels] ?? 0)
  expect(more('method=GET,route=/api/kpis/definitions,status=2xx')).toBe(1)
  expect(more('method=GET,route=/api/kpis/definitions,status=4xx')).toBe(1)
  expect(more('method=GET,route=none,status=4xx')).toBe(3)
  expect(Object.keys(after).filter((labels) => /C\d|exemple|maison/i.test(labels))).toEqual([])
  expect(of(await figures(), 'relance_http_requests_in_flight')).toEqual({ '': 1 })
})

it('says of the engine its memory, its restarts and the time of statements, and when a store does not answer', async () => {
  const { engine, metadata } = test.server.stores
  const before = await figures()
  expect(of(before, 'relance_clickhouse_memory_bytes')['']).toBeGreaterThan(10e6)
  expect(of(before, 'relance_store_up')).toEqual({ 'store=postgresql': 1, 'store=clickhouse': 1 })
  const queries = 'operation=query,outcome=ok'
  const counted = 'relance_warehouse_statement_duration_seconds_count'
  expect(of(before, counted)[queries]).toBeGreaterThan(10)
  expect(of(before, 'relance_engine_restarts_total')).toEqual({ '': 0 })
  await engine?.restart()
  const after = await figures()
  expect(of(after, 'relance_engine_restarts_total')).toEqual({ '': 1 })
  await engine?.stop()
  await metadata.close()
  const without = await figures()
  expect(of(without, 'relance_store_up')).toEqual({ 'store=postgresql': 0, 'store=clickhouse': 0 })
  expect(of(without, 'relance_clickhouse_memory_bytes'), 'an old figure would look like rest').toEqual({})
  expect(of(without, 'process_resident_memory_bytes')['']).toBeGreaterThan(10e6)
})

it('has no name, address, id or amount of anybody in any label, and no more series than its own lists allow', async () => {
  const text = await (await scrape()).text()
  const labels = text.match(/\{[^}]*\}/g) ?? []
  expect(labels.length).toBeGreaterThan(0)
  expect(labels.filter((label) => /Client \d|exemple\.fr|MAIN|120\.00|F\d\b/.test(label))).toEqual([])
  expect(text.split('\n').length).toBeLessThan(2000)
})
