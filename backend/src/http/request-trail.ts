import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'

/** What is known of a request wherever its work is done, without handing it from function to function. */
interface Trail {
  /** id of the person whom the guard let in */
  actor?: string
  /** true once its change stands in the audit log */
  audited: boolean
}

const trails = new AsyncLocalStorage<Trail>()

/**
 * Gives each request, and all that follows from it, a trail of its own. Only here, when the body is read: its parts
 * come from the socket, whose events know nothing of the request.
 */
export function addTrails(server: FastifyInstance): void {
  server.addHook('preHandler', (_request, _reply, done) => trails.run({ audited: false }, done))
}

/** Notes who asks. */
export function noteActor(actor: string): void {
  const trail = trails.getStore()
  if (trail) trail.actor = actor
}

/** Who asked for the work that is being done; undefined outside of requests. */
export const whoAsks = (): string | undefined => trails.getStore()?.actor

/** Notes that the change of this request was written to the audit log. */
export function noteAudited(): void {
  const trail = trails.getStore()
  if (trail) trail.audited = true
}

export const isAudited = (): boolean => trails.getStore()?.audited ?? false
