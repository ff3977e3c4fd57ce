import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startForCommand } from '../app/server'
import type { Server } from '../app/server'
import { openStores } from '../app/stores'
import { useServer } from '../app/testing'
import type { CampaignsAnswer } from '../campaigns/campaigns.contract'
import { readConfig } from '../config/config'
import { DispatchService } from '../dispatch'
import type { SendingState } from '../dispatch/sending.contract'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { KpisAnswer } from '../kpis/kpis.contract'
import { users } from '../metadata'
import { withDatabase } from '../metadata/testing-database'
import { SecretsService } from '../secrets/secrets.service'
import { restore } from './restore'

const test = useServer()
const SEALED = 'channel-secret'
const definition = (name: string) => ({
  name,
  entities: ['DEMO'],
  population: { field: 'kind', op: 'eq', value: 'business' },
  scenarios: [
    {
      segment: null,
      steps: [
        {
          id: 'a',
          kind: 'courteous',
          day: { from_due: 3 },
          channels: ['email'],
          tone: 'neutral',
          template: 'courteous',
        },
      ],
    },
  ],
})
const made: string[] = []
/** A machine where nothing was installed yet. */
function emptyFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-backup-'))
  made.push(folder)
  return folder
}
const folderOf = (name: string) => path.join(test.config.dataDir, 'kept', name)
let backup = ''

const backUp = (folder: string) => test.asOwner('POST', '/api/local/backups', { path: folder })
const ended = (answer: { body: unknown }) => test.server.app.get(JobBoard).ended((answer.body as Job).id)
async function from<T>(server: Server, address: string): Promise<T> {
  const headers = { authorization: `Bearer ${server.token}` }
  const response = await fetch(server.address + address, { headers })
  expect(response.status, address).toBe(200)
  return (await response.json()) as T
}
/** What must be the same on both sides: every figure of two days, also by customer, every campaign, every load. */
const shownBy = async (server: Server) => {
  const of = '&entity=DEMO'
  const figures = ['2026-04-30', '2026-06-30'].map((day) =>
    from<KpisAnswer>(server, `/api/kpis?as_of=${day}${of}`),
  )
  return {
    figures: await Promise.all(figures),
    byCustomer: await from<KpisAnswer>(
      server,
      `/api/kpis?as_of=2026-05-31&by=customer&kpi=open,overdue${of}`,
    ),
    campaigns: await from<CampaignsAnswer>(server, '/api/campaigns'),
    loads: await from<unknown>(server, '/api/loads'),
    log: await from<unknown>(server, `/api/campaigns/${campaign}/log`),
  }
}
let campaign = ''
let sealed = ''

afterAll(() => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true })
})
beforeAll(async () => {
  const wishes = { customers: 8, months: 5, seed: 3, today: '2026-06-30' }
  expect(await ended(await test.asOwner('POST', '/api/demo', wishes))).toMatchObject({ state: 'done' })
  const answer = await test.asOwner('POST', '/api/campaigns', { definition: definition('L’été') })
  expect(answer).toMatchObject({ status: 201 })
  campaign = (answer.body as { id: string }).id
  sealed = test.server.app.get(SecretsService).encrypt(SEALED, 'pass')
  // as in a server that lives on, which plans and sends in its rhythm
  await test.server.app.get(DispatchService).begin()
  backup = folderOf('first')
  expect(await ended(await backUp(backup))).toMatchObject({ state: 'done', problem: null })
})

describe('a backup', () => {
  it('is refused a folder that holds something, and one that is not named whole', async () => {
    expect(await backUp(backup)).toMatchObject({ status: 409, body: { code: 'backup/not-empty' } })
    expect(await backUp('here')).toMatchObject({ status: 400, body: { code: 'backup/not-absolute' } })
  })

  it('that fails leaves nothing of itself, so that the folder can be used again', async () => {
    const folder = folderOf('again')
    let go: () => void = () => undefined
    const turn = test.server.app.get(JobBoard).alone(() => new Promise<void>((resolve) => (go = resolve)))
    const begun = await backUp(folder)
    fs.writeFileSync(path.join(folder, 'warehouse'), 'in the way')
    go()
    await turn
    expect(await ended(begun)).toMatchObject({ state: 'failed' })
    expect(fs.readdirSync(folder)).toEqual([])
    expect((await from<SendingState>(test.server, '/api/sending')).stops).toEqual([])
    expect(await ended(await backUp(folder))).toMatchObject({ state: 'done' })
  })

  it('leaves sending as it was, and is told in the log', async () => {
    expect((await from<SendingState>(test.server, '/api/sending')).stops).toEqual([])
    const { rows } = await from<{ rows: { action: string }[] }>(test.server, '/api/audit')
    expect(rows.map(({ action }) => action)).toContain('backup.made')
  })

  it('can be read by its owner only, and holds the key unless that is one of the configuration', () => {
    expect(fs.statSync(backup).mode & 0o777).toBe(0o700)
    if (test.config.secretKey) return expect(fs.readdirSync(backup)).not.toContain('secret.key')
    expect(fs.statSync(path.join(backup, 'secret.key')).mode & 0o777).toBe(0o600)
  })
})

describe('restored on an empty machine', () => {
  const folder = emptyFolder()
  const config = readConfig({ data: folder }, withDatabase(folder))
  let other: Server | undefined

  it('every figure, campaign and load is the same', async () => {
    const stores = await openStores(config, () => undefined)
    await restore(stores, backup, config.dataDir).finally(() => stores.close())
    other = await startForCommand(config, () => undefined)
    const [here, there] = [await shownBy(test.server), await shownBy(other)]
    expect(here.figures[1]?.rows.length).toBeGreaterThan(20)
    expect(here.campaigns.rows).toHaveLength(1)
    expect(there).toEqual(here)
  })

  it('sends nothing until somebody releases it, and reads the secrets', async () => {
    if (!other) throw new Error('nothing was restored')
    const { stops } = await from<SendingState>(other, '/api/sending')
    expect(stops).toMatchObject([{ scope: 'all', reason: 'kill_switch' }])
    expect(other.app.get(SecretsService).decrypt(SEALED, sealed)).toBe('pass')
  })

  it('goes on counting where it ended: a new change gets a number of its own', async () => {
    if (!other) throw new Error('nothing was restored')
    const headers = { authorization: `Bearer ${other.token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ definition: definition('Automne') })
    const answer = await fetch(`${other.address}/api/campaigns`, { method: 'POST', headers, body })
    expect(answer.status).toBe(201)
  })

  it('is refused where there is data already', async () => {
    await other?.close()
    other = undefined
    const stores = await openStores(config, () => undefined)
    await expect(restore(stores, backup, config.dataDir).finally(() => stores.close())).rejects.toMatchObject(
      {
        code: 'backup/target-in-use',
      },
    )
  })

  afterAll(() => other?.close())
})

describe('what is no backup of this version', () => {
  const folder = emptyFolder()
  const config = readConfig({ data: folder }, withDatabase(folder))
  afterEach(() => fs.rmSync(config.dataDir, { recursive: true, force: true }))
  const restored = async (folder: string) => {
    const stores = await openStores(config, () => undefined)
    try {
      return await restore(stores, folder, config.dataDir).catch((error: unknown) => error)
    } finally {
      expect(await stores.metadata.db.select().from(users)).toEqual([])
      await stores.close()
    }
  }
  const copy = (name: string, change: (folder: string) => void) => {
    const folder = folderOf(name)
    fs.cpSync(backup, folder, { recursive: true })
    change(folder)
    return folder
  }

  it('is refused: a backup cut short, one of other tables, one of which a file is damaged', async () => {
    const short = copy('short', (folder) => fs.rmSync(path.join(folder, 'manifest.json')))
    expect(await restored(short)).toMatchObject({ code: 'backup/none' })
    const older = copy('older', (folder) => {
      const file = path.join(folder, 'manifest.json')
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"0001_', '"0000_'))
    })
    expect(await restored(older)).toMatchObject({ code: 'backup/other-version' })
    const damaged = copy('damaged', (folder) => {
      const file = path.join(folder, 'metadata', 'campaigns.jsonl.gz')
      fs.truncateSync(file, fs.statSync(file).size - 12)
    })
    expect(await restored(damaged)).toBeInstanceOf(Error)
  })
})
