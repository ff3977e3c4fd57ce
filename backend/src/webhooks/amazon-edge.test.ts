import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amazonEdge, fetchText } from './amazon-edge'

const visits: string[] = []
let address = ''
const server = http.createServer((request, response) => {
  visits.push(request.url ?? '')
  if (request.url === '/moved') response.writeHead(302, { location: '/inside' }).end()
  else if (request.url === '/endless') endless(response)
  else if (request.url === '/silent') response.write('a')
  else if (request.url === '/missing') response.writeHead(404).end()
  else response.end('certificate')
})

function endless(response: http.ServerResponse): void {
  const more = () => {
    while (response.write(Buffer.alloc(16_384)));
  }
  response.on('drain', more)
  more()
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const NOT_REACHED = { code: 'webhooks/amazon', status: 503 }

describe('what is fetched from Amazon', () => {
  it('is fetched once, also when it is asked for several times at once', async () => {
    const edge = amazonEdge()
    const asked = await Promise.all([1, 2, 3].map(() => edge.certificate(`${address}/once`)))
    expect([...asked, await edge.certificate(`${address}/once`)]).toEqual(Array(4).fill('certificate'))
    expect(visits.filter((visit) => visit === '/once')).toHaveLength(1)
  })

  it('is asked for again after a failure', async () => {
    const edge = amazonEdge()
    await expect(edge.certificate(`${address}/missing`)).rejects.toMatchObject(NOT_REACHED)
    await expect(edge.certificate(`${address}/missing`)).rejects.toMatchObject(NOT_REACHED)
    expect(visits.filter((visit) => visit === '/missing')).toHaveLength(2)
  })

  it('follows no redirect', async () => {
    await expect(amazonEdge().confirm(`${address}/moved`)).rejects.toMatchObject(NOT_REACHED)
    expect(visits).not.toContain('/inside')
  })

  it('is given up when it has no end, in bytes or in time', async () => {
    await expect(fetchText(`${address}/endless`)).rejects.toThrow(/too long/)
    await expect(fetchText(`${address}/silent`, 50)).rejects.toMatchObject(NOT_REACHED)
  })

  it('is at most four answers at a time', async () => {
    let open: () => void = () => undefined
    const gate = new Promise<string>((resolve) => (open = () => resolve('x')))
    const edge = amazonEdge(() => gate)
    const first = [1, 2, 3, 4].map((n) => edge.certificate(`a${n}`))
    await expect(edge.certificate('a5')).rejects.toThrow(/too many/)
    open()
    await Promise.all(first)
    await edge.certificate('a6')
  })
})
