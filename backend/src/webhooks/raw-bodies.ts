import type { FastifyInstance } from 'fastify'

/** Where the content type stands that the provider named. */
export const RAW_TYPE_HEADER = 'x-relance-content-type'
const RAW = 'application/x-relance-raw'
const LARGEST = 5 * 1024 * 1024

/** Bodies of webhooks reach their route as bytes, whatever they call themselves: signatures are of these bytes. */
export function keepRawBodies(server: FastifyInstance): void {
  server.addContentTypeParser(RAW, { parseAs: 'buffer', bodyLimit: LARGEST }, (_request, body, done) =>
    done(null, body),
  )
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'POST' && request.url.startsWith('/api/webhooks/')) {
      request.headers[RAW_TYPE_HEADER] = request.headers['content-type'] ?? ''
      request.headers['content-type'] = RAW
    }
    done()
  })
}
