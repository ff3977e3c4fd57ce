import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { EntitiesAnswer } from '../entities/entities.contract'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { LoadResult, LoadsAnswer, RejectsAnswer } from '../loads/loads.contract'
import type { StoredFile } from './files.contract'

const test = useServer()
const CSV = [
  'invoice,customer,issued_on,due_on,amount,paid_on',
  '007,Acme,2024-01-05,2024-02-04,100.00,2024-02-10',
  '008,Acme,2024-01-20,2024-02-19,250.50,',
  '009,Bolt,2024-02-30,2024-03-02,80.00,',
  '',
].join('\n')

async function upload(content: string, name: string, headers: Record<string, string> = {}) {
  const form = new FormData()
  form.append('file', new Blob([content]), name)
  const response = await fetch(`${test.server.address}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, ...headers },
    body: form,
  })
  return { status: response.status, body: (await response.json()) as StoredFile }
}

async function ended(answer: { status: number; body: unknown }): Promise<Job> {
  expect(answer.status).toBe(202)
  return test.server.app.get(JobBoard).ended((answer.body as Job).id)
}

const kept = () => fs.readdirSync(path.join(test.config.dataDir, 'uploads'))

describe('a file', () => {
  it('is understood, loaded, listed, corrected and taken back', async () => {
    const { status, body: file } = await upload(CSV, 'invoices.csv')
    expect(status).toBe(201)
    expect(file).toMatchObject({ name: 'invoices.csv', bytes: CSV.length, problem: null })
    expect(file.preview?.understood).toMatchObject({ separator: ',', kind: 'invoices' })
    expect(file.preview?.sample[0]?.[0]).toBe('007')
    expect(kept()).toHaveLength(1)

    const options = { currency: 'EUR', entity_id: 'FR01', history_from: '2024-01-01' }
    const job = await ended(await test.asOwner('POST', `/api/files/${file.id}/load`, options))
    expect(job.problem).toBeNull()
    expect(job.result).toMatchObject({ read: 3, accepted: 2, rejected: 1, entity_id: 'FR01' })
    expect(kept()).toHaveLength(0)

    const { rows } = (await test.asOwner('GET', '/api/loads')).body as LoadsAnswer
    expect(rows[0]).toMatchObject({ state: 'accepted', file_name: 'invoices.csv', loaded_by: 'command line' })
    const { entities } = (await test.asOwner('GET', '/api/entities')).body as EntitiesAnswer
    expect(entities).toMatchObject([{ entity_id: 'FR01', currencies: ['EUR'], first_day: '2024-01-05' }])

    const id = String(job.result?.batch_id)
    const rejects = (await test.asOwner('GET', `/api/loads/${id}/rejects`)).body as RejectsAnswer
    expect(rejects).toMatchObject({ reasons: { bad_date: 1 }, rows: [{ line: 3, field: 'issued_on' }] })
    const mended = { rows: [{ line: 3, raw: '009,Bolt,2024-02-01,2024-03-02,80.00,' }] }
    const retried = await ended(await test.asOwner('POST', `/api/loads/${id}/retry`, mended))
    expect(retried).toMatchObject({ problem: null, result: { accepted: 1, rejected: 0 } })

    const undone = await ended(await test.asOwner('POST', `/api/loads/${id}/undo`))
    expect(undone.problem).toBeNull()
    const after = (await test.asOwner('GET', '/api/loads')).body as LoadsAnswer
    expect(after.rows.find((load) => load.batch_id === id)?.state).toBe('undone')
  })

  it('that nobody understands is kept, with what is wrong', async () => {
    const { status, body } = await upload('\u0000\u0001\u0002\u0000\u0000', 'picture.png')
    expect(status).toBe(201)
    expect(body.preview).toBeNull()
    expect(body.problem?.code).toMatch(/^ingest\//)
    expect((await test.asOwner('DELETE', `/api/files/${body.id}`)).status).toBe(200)
    expect((await test.asOwner('POST', `/api/files/${body.id}/load`, {})).status).toBe(404)
  })

  it('sent twice with the same Idempotency-Key is taken once', async () => {
    const first = await upload(CSV, 'a.csv', { 'idempotency-key': 'k1' })
    const again = await upload(CSV, 'a.csv', { 'idempotency-key': 'k1' })
    expect(again.body.id).toBe(first.body.id)
    expect((await upload(CSV, 'a.csv', { 'idempotency-key': 'k2' })).body.id).not.toBe(first.body.id)
  })

  it('that is missing in the form is asked for', async () => {
    const form = new FormData()
    form.append('note', 'no file here')
    const response = await fetch(`${test.server.address}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.server.token}` },
      body: form,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'files/no-file' })
  })
})

describe('events', () => {
  const event = (number: number) => ({
    event_id: `E${number}`,
    event_type: 'invoice.issued',
    occurred_on: '2024-03-01',
    due_on: '2024-03-31',
    entity_id: 'FR02',
    customer_id: 'C1',
    invoice_id: `I${number}`,
    amount: '10.00',
    currency: 'EUR',
  })

  it('are taken one by one, as an array, and as packed lines', async () => {
    const one = await test.asOwner('POST', '/api/events', event(1))
    expect(one).toMatchObject({ status: 200, body: { read: 1, accepted: 1 } })
    const array = await test.asOwner('POST', '/api/events', [event(1), event(2)])
    expect(array).toMatchObject({ status: 200, body: { read: 2, accepted: 1, duplicates: 1 } })
    const lines = [event(2), event(3), event(4)].map((row) => `${JSON.stringify(row)}\n`).join('')
    const response = await fetch(`${test.server.address}/api/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${test.server.token}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
      body: new Uint8Array(zlib.gzipSync(lines)),
    })
    expect((await response.json()) as LoadResult).toMatchObject({ read: 3, accepted: 2, duplicates: 1 })
  })

  it('whose packing is broken are refused, not a fault of ours', async () => {
    for (const type of ['application/json', 'application/x-ndjson']) {
      const response = await fetch(`${test.server.address}/api/events`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${test.server.token}`,
          'content-type': type,
          'content-encoding': 'gzip',
        },
        body: 'this is not gzip',
      })
      expect([400, 422], type).toContain(response.status)
    }
  })
})

describe('a job', () => {
  it('tells its steps as server-sent events until it ends', async () => {
    const { body } = await upload(CSV, 'b.csv')
    const started = (await test.asOwner('POST', `/api/files/${body.id}/load`, { currency: 'EUR' }))
      .body as Job
    const response = await fetch(`${test.server.address}/api/jobs/${started.id}/events`, {
      headers: { authorization: `Bearer ${test.server.token}` },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const text = await response.text()
    const steps = [...text.matchAll(/^data: (.+)$/gm)].map((match) => JSON.parse(String(match[1])) as Job)
    expect(steps.at(-1)?.state).toBe('done')
  })

  it('that does not exist is a problem, not an empty stream', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    expect(await test.asOwner('GET', `/api/jobs/${id}/events`)).toMatchObject({
      status: 404,
      body: { code: 'jobs/not-found' },
    })
  })
})
