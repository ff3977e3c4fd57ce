import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawnRelance, relance } from './relance'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-campaign-'))
const data = path.join(folder, 'data')
let server: ReturnType<typeof spawnRelance>
let address = ''
let token = ''

const run = async (...args: string[]) => {
  const { code, out, err } = await relance(['campaign', ...args, '--data', data], { cwd: folder })
  return { code, out, err }
}
const json = async (...args: string[]) => {
  const { code, out } = await run(...args, '--json')
  return { code, body: JSON.parse(out) as Record<string, unknown> }
}

beforeAll(async () => {
  server = spawnRelance(['start', '--empty', '--port', '0', '--data', data, '--json'], folder)
  await new Promise((resolve) => server.stdout?.once('data', resolve))
  const file = fs.readFileSync(path.join(data, 'run.json'), 'utf8')
  ;({ address, token } = JSON.parse(file) as { address: string; token: string })
})
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.kill('SIGTERM')
  await ended
  fs.rmSync(folder, { recursive: true, force: true })
})

const post = async (route: string, body: object) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(address + route, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await answer.json()) as { id: string }
}

it('lists, shows, checks, lives and moves a campaign, known by the beginning of its id', async () => {
  const step = {
    id: 'a',
    kind: 'courteous',
    day: { from_due: 3 },
    channels: ['email'],
    tone: 'neutral',
    template: 'courteous',
  }
  const definition = { name: 'Test', scenarios: [{ segment: null, steps: [step] }] }
  const { id } = await post('/api/campaigns', { definition })
  const short = id.slice(0, 8)
  expect((await run('list')).out).toContain(id)
  expect((await run('show', short)).out).toMatch(/everyone else\s+a\s+due \+3\s+email/)
  const checked = await json('check', short)
  expect(checked).toMatchObject({ code: 0, body: { errors: 0 } })
  const lived = await json('dry-run', short, '--days', '5')
  expect(lived).toMatchObject({ code: 0, body: { days: 5, summary: { contacts: 0 } } })
  expect(await json('start', short)).toMatchObject({
    code: 1,
    body: { error: { code: 'campaigns/wrong-state' } },
  })
  for (const [move, state] of [
    ['approve', 'approved'],
    ['start', 'running'],
    ['pause', 'paused'],
    ['resume', 'running'],
    ['end', 'ended'],
  ] as const) {
    expect(await json(move, short), move).toMatchObject({ code: 0, body: { state } })
  }
  expect((await run('results', short)).out).toContain('nothing was sent')
})

it('says what was wrong with the words it was given', async () => {
  expect(await run('show', 'ffffffff')).toMatchObject({
    code: 2,
    err: expect.stringContaining('campaign list'),
  })
  expect((await run('dry-run', 'x', '--days', '0')).code).toBe(2)
})
