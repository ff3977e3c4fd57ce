import type { FastifyRequest } from 'fastify'
import { AppError } from '../http/app-error'
import type { AccessRule } from './access'
import type { Person } from './person'

type Fields = Record<string, unknown>

/**
 * Holds a request to the entities of a person: what it names must be among them, and where it names none although it
 * may, the person's own are put in, which then stand in the conditions of the SQL.
 * @throws AppError `auth/entity-refused`
 */
export function holdToEntities(request: FastifyRequest, person: Person, rule: AccessRule['entity']): void {
  const own = person.entities
  if (own === null || rule === 'none') return
  if (own.length === 0) throw refused()
  if (rule === 'handler' || typeof rule === 'object') return
  if (rule === 'query') return narrowQuery(request, own)
  if (rule === 'path') return requireAll([String((request.params as Fields)['entity'])], own)
  const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Fields
  if (rule === 'body') return requireAll([String(body['entity_id'])], own)
  if (rule === 'body-list') return narrowList(body, own)
  if (rule === 'body-customer') return requireCustomer(body['customer'], own)
  throw refused()
}

function narrowQuery(request: FastifyRequest, own: readonly string[]): void {
  const query = request.query as Fields
  const given = query['entity']
  const asked = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(',')).filter(Boolean)
  requireAll(asked, own)
  // An empty list would mean all to the questions behind it.
  query['entity'] = asked.length > 0 ? given : [...own]
}

function narrowList(body: Fields, own: readonly string[]): void {
  const given = body['entity']
  if (Array.isArray(given) && given.length > 0) return requireAll(given.map(String), own)
  body['entity'] = [...own]
}

function requireCustomer(customer: unknown, own: readonly string[]): void {
  if (customer === undefined) return
  requireAll([String((customer as Fields | null)?.['entity_id'])], own)
}

/** @throws AppError `auth/entity-refused` */
export function requireAll(asked: readonly string[], own: readonly string[]): void {
  if (asked.some((entity) => !own.includes(entity))) throw refused()
}

/** The same whether a thing does not exist or belongs to others: the answer must not tell which. */
export const refused = () =>
  new AppError(
    'auth/entity-refused',
    403,
    'This does not exist, or belongs to an entity that you do not see.',
  )
