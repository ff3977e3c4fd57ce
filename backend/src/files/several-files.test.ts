import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { ReceivedFiles } from './received.contract'

const test = useServer()
const csv = (invoice: string) =>
  `invoice,customer,issued_on,due_on,amount\n${invoice},Acme,2024-01-05,2024-02-04,100.00\n${invoice}b,Acme,2024-01-20,2024-02-19,2.50\n`

async function post(
  body: FormData | Uint8Array<ArrayBuffer>,
  query = '',
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${test.server.address}/api/files${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}`, ...headers },
    body,
  })
  return { status: response.status, body: (await response.json()) as ReceivedFiles }
}

describe('files', () => {
  it('of one form are each kept and understood', async () => {
    const form = new FormData()
    for (const name of ['a', 'b', 'c']) form.append('file', new Blob([csv(name)]), `${name}.csv`)
    const { status, body } = await post(form)
    expect(status).toBe(201)
    const all = [body, ...body.others]
    expect(all.map(({ name }) => name)).toEqual(['a.csv', 'b.csv', 'c.csv'])
    expect(all.map(({ preview }) => preview?.understood.kind)).toEqual(['invoices', 'invoices', 'invoices'])
  })

  it('as the body itself are taken, unpacked where the request says so', async () => {
    const packed = new Uint8Array(zlib.gzipSync(csv('d')))
    const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' }
    const { status, body } = await post(packed, '?name=d.csv', headers)
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'd.csv', bytes: csv('d').length, others: [], problem: null })
  })

  it('that are packed are unpacked, in a form as well, and bombs among them refused', async () => {
    const packed = (bytes: Buffer) => new Blob([new Uint8Array(zlib.gzipSync(bytes))])
    const form = new FormData()
    form.append('file', packed(Buffer.from(csv('e'))), 'e.csv.gz')
    form.append('file', new Blob([csv('f')]), 'f.csv')
    const { status, body } = await post(form)
    expect(status).toBe(201)
    expect([body, ...body.others]).toMatchObject([
      {
        name: 'e.csv.gz',
        bytes: csv('e').length,
        problem: null,
        preview: { understood: { kind: 'invoices' } },
      },
      { name: 'f.csv', bytes: csv('f').length, problem: null },
    ])
    const bomb = new FormData()
    bomb.append('file', packed(Buffer.alloc(80 * 1024 * 1024, 0x20)), 'bomb.csv.gz')
    expect(await post(bomb)).toMatchObject({ status: 413, body: { code: 'files/too-large' } })
    const broken = new FormData()
    const bytes = Buffer.from(zlib.gzipSync(csv('g'))).fill(0xa5, 12)
    broken.append('file', new Blob([new Uint8Array(bytes)]), 'g.csv.gz')
    expect(await post(broken)).toMatchObject({ status: 400, body: { code: 'files/badly-packed' } })
  })

  it('that are none are refused', async () => {
    expect((await post(new FormData())).status).toBe(400)
    expect(
      (await post(new Uint8Array([0x7b, 0x7d]), '', { 'content-type': 'application/json' })).status,
    ).toBe(400)
  })
})
