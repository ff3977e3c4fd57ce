import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { StoredFile } from '../files/files.contract'
import type { LoadsAnswer } from '../loads/loads.contract'
import { JobBoard } from './job-board'
import type { Job } from './jobs.contract'

const test = useServer()
const row = (n: number) =>
  `{"event_id":"e${n}","event_type":"payment.claimed","occurred_on":"2026-01-05","customer_id":"C${n % 50}"}\n`
const ROWS = 60_000

async function keep(): Promise<StoredFile> {
  const form = new FormData()
  form.append('file', new Blob([Array.from({ length: ROWS }, (_, n) => row(n)).join('')]), 'long.ndjson')
  const headers = { authorization: `Bearer ${test.server.token}` }
  const response = await fetch(`${test.server.address}/api/files`, { method: 'POST', headers, body: form })
  return (await response.json()) as StoredFile
}

describe('a job', () => {
  it('that is cancelled ends as cancelled, tells it to who watches, and keeps nothing', async () => {
    const file = await keep()
    const { body } = await test.asOwner('POST', `/api/files/${file.id}/load`, {})
    const { id } = body as Job
    const headers = { authorization: `Bearer ${test.server.token}` }
    const watched = fetch(`${test.server.address}/api/jobs/${id}/events`, { headers }).then((answer) =>
      answer.text(),
    )
    expect((await test.asOwner('DELETE', `/api/jobs/${id}`)).status).toBe(200)
    const ended = await test.server.app.get(JobBoard).ended(id)
    expect(ended).toMatchObject({ state: 'cancelled', result: null, problem: null })
    const steps = [...(await watched).matchAll(/^data: (.+)$/gm)].map(
      (step) => JSON.parse(String(step[1])) as Job,
    )
    expect(steps.at(-1)?.state).toBe('cancelled')
    const { rows } = (await test.asOwner('GET', '/api/loads')).body as LoadsAnswer
    expect(rows.filter(({ state }) => state === 'accepted')).toEqual([])
    expect((await test.asOwner('DELETE', `/api/jobs/${id}`)).status).toBe(409)
  })

  it('before it that was cancelled does not hold up the next', async () => {
    const first = await keep()
    const second = await keep()
    const started = [first, second].map(({ id }) => test.asOwner('POST', `/api/files/${id}/load`, {}))
    const [one, two] = (await Promise.all(started)).map(({ body }) => body as Job)
    await test.asOwner('DELETE', `/api/jobs/${one?.id}`)
    const ended = await test.server.app.get(JobBoard).ended(String(two?.id))
    expect(ended).toMatchObject({ state: 'done', result: { read: ROWS, accepted: ROWS } })
  })
})
