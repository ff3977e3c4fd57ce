import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { StoredFile } from '../files/files.contract'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { MappingsAnswer, SavedMapping } from './mappings.contract'

const test = useServer()
const HEADER = 'Beleg;Debitor;Tag;Frist;Wert'
const file = (rows: string, header = HEADER) => `${header}\n${rows}\n`
const mapping = {
  kind: 'invoices',
  columns: { invoice_id: 'Beleg', customer_id: 'Debitor', issued_on: 'Tag', due_on: 'Frist', amount: 'Wert' },
  date_order: 'DMY',
}

async function upload(content: string): Promise<StoredFile> {
  const form = new FormData()
  form.append('file', new Blob([content]), 'a.csv')
  const response = await fetch(`${test.server.address}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}` },
    body: form,
  })
  return (await response.json()) as StoredFile
}

it('is used by itself for the next file with the same headers, in whatever order, and shown', async () => {
  const unknown = await upload(file('1;C;13/01/2025;12/02/2025;5,00'))
  expect(unknown).toMatchObject({ preview: null, problem: { code: expect.stringMatching(/^ingest\//) } })
  const body = { name: 'Caisse', columns: HEADER.split(';'), mapping: { ...mapping, header_line: 4 } }
  const kept = (await test.asOwner('POST', '/api/mappings', body)).body as SavedMapping
  expect(kept).toMatchObject({ name: 'Caisse', source: 'csv' })
  expect(kept.mapping).toEqual(mapping)

  const known = await upload(file('12/02/2025;2;C;13/01/2025;6,00', 'Frist;Beleg;Debitor;Tag;Wert'))
  expect(known.preview?.understood).toMatchObject({
    kind: 'invoices',
    saved_mapping: { id: kept.id, name: 'Caisse' },
    mapping: mapping.columns,
  })
  const started = (await test.asOwner('POST', `/api/files/${known.id}/load`, {})).body as Job
  const job = await test.server.app.get(JobBoard).ended(started.id)
  expect(job).toMatchObject({
    problem: null,
    result: { read: 1, accepted: 1, warnings: ['open_items_only'] },
  })
  const without = await test.asOwner('POST', `/api/files/${unknown.id}/preview`, { use_saved: false })
  expect(without.status).toBe(422)
})

it('is replaced under the same headers, renamed and deleted', async () => {
  const body = { name: 'A', columns: ['x', 'y'], mapping: { kind: 'payments' } }
  const first = (await test.asOwner('POST', '/api/mappings', body)).body as SavedMapping
  const again = await test.asOwner('POST', '/api/mappings', { ...body, name: 'B', columns: ['Y', ' X'] })
  expect(again).toMatchObject({ status: 201, body: { id: first.id, name: 'B' } })
  const renamed = await test.asOwner('PATCH', `/api/mappings/${first.id}`, { name: 'C' })
  expect(renamed).toMatchObject({ status: 200, body: { name: 'C', mapping: { kind: 'payments' } } })
  const { rows } = (await test.asOwner('GET', '/api/mappings')).body as MappingsAnswer
  expect(rows.filter(({ id }) => id === first.id)).toHaveLength(1)
  expect((await test.asOwner('DELETE', `/api/mappings/${first.id}`)).status).toBe(200)
  expect(await test.asOwner('DELETE', `/api/mappings/${first.id}`)).toMatchObject({
    status: 404,
    body: { code: 'mappings/not-found' },
  })
})

it('is refused with what is wrong with it', async () => {
  const body = { name: '', columns: [], mapping: { kind: 'poems' } }
  expect(await test.asOwner('POST', '/api/mappings', body)).toMatchObject({ status: 400 })
})
