import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from './metrics'

/** Routes of the product; any other address is the page or one of its files, which share one label. */
const OWN = /^\/(api|health|metrics)(\/|$)/
/** A few methods only: what others invent would be a label each. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Measures every request from its head until its answer has left, or the asker. */
export function timeRequests(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onRequest', (request, reply, done) => {
    const ended = metrics.requestBegan(METHODS.has(request.method) ? request.method : 'other')
    reply.raw.once('close', () => {
      ended(routeOf(request), reply.raw.writableFinished ? reply.raw.statusCode : 0)
    })
    done()
  })
}

/** The template, never the address: ids of customers stand in it. */
function routeOf(request: FastifyRequest): string {
  const template = request.is404 ? undefined : request.routeOptions.url
  if (template !== undefined && OWN.test(template)) return template
  return OWN.test(request.url) ? 'none' : 'page'
}
