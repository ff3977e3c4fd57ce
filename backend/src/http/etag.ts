import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Reads carry an ETag of their content, so that an unchanged answer is not sent twice. */
export function addEtags(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!request.url.startsWith('/api')) return done(null, payload)
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache')
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') {
      return done(null, payload)
    }
    const tag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`
    void reply.header('etag', tag)
    const known = String(request.headers['if-none-match'] ?? '').replaceAll('W/', '')
    if (!known.split(/\s*,\s*/).includes(tag)) return done(null, payload)
    void reply.code(304).removeHeader('content-type').removeHeader('content-length')
    done(null, '')
  })
}
