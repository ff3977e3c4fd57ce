import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { startForCommand, type Server } from '../../backend/src/app/server'
import { readConfig } from '../../backend/src/config/config'
import { withDatabase } from '../../backend/src/metadata/testing-database'
import { headerOf, startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { DispatchService } from '../../backend/src/dispatch'
import { CLOCK } from '../../backend/src/dispatch/ports'
import { InboxService } from '../../backend/src/inbox/inbox.service'
import { BiListener } from '../../backend/src/workbench'
import { startProduct } from '../faults/product'
import { MORNING, askerOf, debts, startCampaign } from './owing-company'

const CUSTOMERS = 12
const MINUTE_MS = 60_000

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relance-drain-'))
  folders.push(folder)
  return folder
}

/** An upload of events that stays open until it is ended. */
function upload({ address, token }: { address: string; token: string }) {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-ndjson',
    prefer: 'wait=60',
  }
  const request = http.request(`${address}/api/events?entity=MAIN`, { method: 'POST', headers })
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  // Who asks for the answer hears of the error.
  answer.catch(() => undefined)
  return { request, answer }
}

/** Whatever the hour of the test: at night nothing is sent. */
function inTheMorning({ app }: Server) {
  app.get<{ now: () => Date }>(CLOCK).now = () => MORNING
}

const linesOf = (events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')

async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await reached()); tries += 1) {
    if (tries > 3000) throw new Error('it did not come to that')
    await sleep(10)
  }
}

const stateOf = async (address: string) => {
  const answer = await fetch(`${address}/health/ready`)
  const body = (await answer.json()) as { code?: string; status: unknown }
  return body.code ?? String(body.status)
}

it('ends an ingest and messages on their way, gives back what was taken and refuses what is new; nothing is lost or twice', async () => {
  const folder = newFolder()
  const config = readConfig({ data: folder }, withDatabase(folder))
  const smtp = await startSmtp()
  const first = await startForCommand(config, () => undefined)
  await first.app.get(BiListener).listen(0, '127.0.0.1')
  inTheMorning(first)
  const { address } = first
  const ask = askerOf(first)
  let release = () => {}
  smtp.pause = () => new Promise((resolve) => (release = mixed(release, resolve)))
  try {
    await ask('POST', '/api/events?entity=MAIN', debts(CUSTOMERS))
    await first.app.get(InboxService).idle()
    await startCampaign(ask, smtp.port)
    const dispatch = first.app.get(DispatchService)
    expect((await dispatch.plan())?.contacts).toBe(CUSTOMERS)
    const open = upload(first)
    const late = debts(2 * CUSTOMERS).filter((event) => /^[ui]1[2-9]|^[ui]2\d/.test(idOf(event)))
    open.request.write(linesOf(late.slice(0, 5)))
    // As the server itself begins: planning, sending and telling, each in its rhythm.
    await dispatch.begin()
    await until(() => smtp.received.length > 0)

    const drained = first.drain(MINUTE_MS)
    await until(async () => (await stateOf(address)) === 'http/draining')
    const refused = await fetch(`${address}/api/kpis/definitions`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(refused.headers.get('connection')).toBe('close')
    expect(await refused.json()).toMatchObject({ code: 'http/draining' })
    const port = first.app.get(BiListener).port ?? 0
    const statement = await fetch(`http://127.0.0.1:${port}/?query=SELECT%201`)
    expect([statement.status, statement.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await fetch(`${address}/health/live`)).status).toBe(200)

    open.request.end(linesOf(late.slice(5)))
    const answer = await open.answer
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['connection']).toBe('close')
    answer.resume()
    release()
    smtp.pause = () => Promise.resolve()
    expect(await drained, 'nothing is left to be cut off').toBeNull()
    const { rows } = await first.stores.metadata.pool.query<{ state: string; n: number; held: number }>(
      'select state, count(*)::int as n, count(claimed_by)::int as held from outbox group by state order by state',
    )
    const sent = smtp.received.length
    expect(sent, 'not everything was on its way').toBeLessThan(CUSTOMERS)
    expect(rows).toEqual([
      { state: 'queued', n: CUSTOMERS - sent, held: 0 },
      { state: 'sent', n: sent, held: 0 },
    ])
    const leases = await first.stores.metadata.pool.query(
      `select 1 from settings where key = 'dispatch:planner'`,
    )
    expect(leases.rowCount, 'another backend may plan at once').toBe(0)
  } finally {
    release()
    await first.close()
  }
  const next = await startForCommand(config, () => undefined)
  inTheMorning(next)
  try {
    await next.app.get(InboxService).idle()
    const { rows } = await askerOf(next)('GET', '/api/loads')
    const loaded = rows as { state: string; accepted: number }[]
    expect(
      loaded.filter(({ state }) => state === 'accepted').reduce((sum, load) => sum + load.accepted, 0),
    ).toBe(debts(2 * CUSTOMERS).length)
    const dispatch = next.app.get(DispatchService)
    await dispatch.recover(true)
    await dispatch.send()
    expect(smtp.received).toHaveLength(CUSTOMERS)
    expect(new Set(smtp.received.map((mail) => headerOf(mail, 'Message-ID'))).size).toBe(CUSTOMERS)
  } finally {
    await next.close()
    await smtp.close()
  }
}, 240_000)

it('cuts off what has not ended within the limit, and ends well all the same', async () => {
  const product = await startProduct(newFolder(), { RELANCE_DRAIN_SECONDS: '1' })
  const open = upload(product)
  open.request.write(linesOf(debts(1)).slice(0, 20))
  await until(async () => (await stateOf(product.address)) === 'ok')
  const over = once(product.child, 'exit')
  product.child.kill('SIGTERM')
  await expect(open.answer, 'the upload is broken off').rejects.toThrow()
  expect(await over).toEqual([0, null])
}, 60_000)

it('says that it drains, and ends at once at a second signal', async () => {
  const product = await startProduct(newFolder(), { RELANCE_DRAIN_SECONDS: '3600' })
  const open = upload(product)
  open.request.write(linesOf(debts(1)).slice(0, 20))
  await until(async () => (await stateOf(product.address)) === 'ok')
  const over = once(product.child, 'exit')
  product.child.kill('SIGTERM')
  await until(async () => (await stateOf(product.address)) === 'http/draining')
  expect(product.child.exitCode).toBeNull()
  product.child.kill('SIGTERM')
  expect(await over).toEqual([1, null])
  open.request.destroy()
}, 60_000)

const idOf = (event: object) => String((event as { event_id: string }).event_id)

/** Both, one after the other. */
const mixed = (one: () => void, other: () => void) => () => {
  one()
  other()
}
