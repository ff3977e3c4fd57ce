import type { FastifyRequest } from 'fastify'
import { AppError } from './app-error'

/** Header that every write of the browser carries: another site cannot add it without our leave. */
export const WRITE_HEADER = 'x-relance-request'
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a write that another site's page may have sent with our cookie.
 * @throws AppError `http/cross-site`
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  if (READS.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite()
  const origin = request.headers.origin
  if (origin !== undefined && !ownOrigins(request, publicUrl).includes(origin)) throw crossSite()
  if (request.headers[WRITE_HEADER] === undefined) throw crossSite()
}

function ownOrigins(request: FastifyRequest, publicUrl: string | undefined): string[] {
  const here = [`http://${request.headers.host}`, `https://${request.headers.host}`]
  return publicUrl === undefined ? here : [...here, new URL(publicUrl).origin]
}

const crossSite = () =>
  new AppError(
    'http/cross-site',
    403,
    `A write must come from this site and carry the header ${WRITE_HEADER}.`,
  )
