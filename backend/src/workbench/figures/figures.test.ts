import { randomUUID } from 'node:crypto'
import type { Engine } from '@relance/pipelines'
import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../../app/testing'
import { ENGINE } from '../../app/tokens'
import { aPerson } from '../testing'
import type { TestPerson } from '../testing'
import { FiguresService } from './figures.service'

const test = useServer()
let analyst: TestPerson

beforeAll(async () => {
  analyst = await aPerson(test, 'analyst')
  await analyst.run('SELECT 1')
})

/** While the warehouse stands still, so that figures are not made. */
async function standingStill(what: () => Promise<void>): Promise<void> {
  const { pid } = test.server.app.get<Engine>(ENGINE)
  process.kill(pid, 'SIGSTOP')
  try {
    await what()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}

it('says that figures are not there yet after a while, and has them for who asks again', async () => {
  const figures = test.server.app.get(FiguresService)
  await standingStill(async () => {
    const asked = figures.refreshFor('SELECT * FROM kpis', undefined, 0.3)
    await expect(asked).rejects.toMatchObject({ code: 'sql/figures-not-yet', status: 503, retryAfter: 5 })
  })
  await figures.refreshFor('SELECT * FROM kpis')
  expect((await analyst.run('SELECT count() FROM kpis')).problem).toBeUndefined()
})

it('lets go of who cancels while figures are made', async () => {
  const id = randomUUID()
  await standingStill(async () => {
    const asked = analyst.run('SELECT * FROM kpis_presented', {}, { id })
    const cancelled = async () => (await analyst.request('DELETE', `/api/workbench/runs/${id}`)).status
    await expect.poll(cancelled, { timeout: 10_000 }).toBe(200)
    expect((await asked).problem?.code).toBe('sql/cancelled')
  })
})
