import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { useServer } from '../../app/testing'
import { JobBoard } from '../../jobs/job-board'
import type { Job } from '../../jobs/jobs.contract'
import { SecretsService } from '../../secrets/secrets.service'
import type { ExperimentsAnswer } from '../experiments.contract'
import { ExperimentsService } from '../experiments.service'
import { PostHogService } from './posthog.service'

interface Taken {
  uuid: string
  event: string
  distinct_id: string
  properties: Record<string, unknown>
}

const test = useServer()
const taken: Taken[] = []
let said = ''
let broken = false
const receiver = http.createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    response.writeHead(broken ? 500 : 200, { 'content-type': 'application/json' }).end('{}')
    if (broken) return
    const bytes = Buffer.concat(parts)
    const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()
    said += text
    taken.push(...(JSON.parse(text) as { batch: Taken[] }).batch)
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const request = { customers: 20, months: 2, seed: 1, today: '2026-06-30', experiments: true }
  const { body } = await test.asOwner('POST', '/api/demo', request)
  await test.server.app.get(JobBoard).ended((body as Job).id)
}, 180_000)
afterAll(() => new Promise((resolve) => receiver.close(resolve)))

function service(): PostHogService {
  const { app } = test.server
  const host = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const config = { ...test.config, posthog: { key: 'phc_test', host } }
  return new PostHogService(
    config,
    app.get(METADATA),
    app.get(WAREHOUSE),
    app.get(SecretsService),
    app.get(ExperimentsService),
  )
}
const of = (experiment: string, event: string) =>
  taken.filter((one) => one.event === event && one.properties['experiment'] === experiment)

describe('experiments told to PostHog', () => {
  it('are not told unless a key is configured', async () => {
    expect(await test.server.app.get(PostHogService).tell()).toBe(0)
  })

  it('are told once they can be: what was refused is told the next time', async () => {
    broken = true
    await expect(service().tell()).rejects.toThrow(/500/)
    broken = false
    expect(taken).toEqual([])
    const told = await service().tell()
    expect(taken.length).toBe(told)
    const { rows } = (await test.asOwner('GET', '/api/experiments')).body as ExperimentsAnswer
    for (const { id, customers, state } of rows) {
      const exposed = of(id, 'experiment exposed')
      expect(exposed.length).toBe(customers)
      expect(new Set(exposed.map((one) => one.distinct_id)).size).toBe(customers)
      const outcomes = of(id, 'experiment outcome').length
      if (state === 'ended') expect(outcomes).toBe(customers)
      else expect(outcomes).toBeLessThan(customers)
    }
    const one = of('demo-ton-par-segment', 'experiment outcome').find(
      ({ properties }) => properties['paid_in_full'] === true,
    )
    expect(one?.properties['recovered']).toBeCloseTo(Number(one?.properties['exposed']), 2)
  })

  it('without a name or a number of a customer', () => {
    expect(said).not.toMatch(/Client |demo-ton-par-segment-\d|DEMO-ABO/)
  })

  it('a second time with the same marks, and only of the last days', async () => {
    const known = new Set(taken.map(({ uuid }) => uuid))
    expect(known.size).toBe(taken.length)
    taken.length = 0
    await service().tell()
    expect(taken.length).toBeGreaterThan(0)
    expect(taken.length).toBeLessThan(known.size / 4)
    expect(taken.every(({ uuid }) => known.has(uuid))).toBe(true)
  })
})
