import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { seededRandom } from '@relance/experiments/simulate'
import type { TestServer } from '../app/testing'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import type { StoredFile } from '../files/files.contract'

const HEAD = 'invoice,customer,issued_on,due_on,amount,paid_on'

/** Test aid: loads rows of invoices as a CSV file of an entity. */
export async function loadInvoices(test: TestServer, entity: string, rows: readonly string[]): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob([[HEAD, ...rows, ''].join('\n')]), 'invoices.csv')
  const response = await fetch(`${test.server.address}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}` },
    body: form,
  })
  const file = (await response.json()) as StoredFile
  const options = { currency: 'EUR', entity_id: entity, history_from: '2024-01-01' }
  const started = await test.asOwner('POST', `/api/files/${file.id}/load`, options)
  const job = await test.server.app.get(JobBoard).ended((started.body as Job).id)
  if (job.problem || Number(job.result?.rejected) > 0) throw new Error(JSON.stringify(job))
}

/** Test aid: 26 months to February 2026 in which eight invoices of about 1000 are issued and paid after 20 days. */
export function quietHistory(): string[] {
  const random = seededRandom(7)
  return Array.from({ length: 26 * 8 }, (_, index) => {
    const day = (days: number) =>
      new Date(Date.UTC(2024, Math.floor(index / 8), 2 + (index % 8) + days)).toISOString().slice(0, 10)
    const amount = (1000 + 60 * random.normal()).toFixed(2)
    const paid = day(20) > '2026-02-28' ? '' : day(20)
    return `A${index},Client ${index % 5},${day(0)},${day(30)},${amount},${paid}`
  })
}

/** Test aid: a program that is told; it answers as it is set to. */
export async function startReceiver() {
  const calls: { headers: http.IncomingHttpHeaders; body: string }[] = []
  const test = { status: 200 }
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      calls.push({ headers: request.headers, body })
      response.writeHead(test.status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise((resolve) => server.close(resolve))
  return { url: `http://127.0.0.1:${port}/hook`, calls, answer: test, close }
}
