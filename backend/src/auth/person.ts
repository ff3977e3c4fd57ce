import type { FastifyRequest } from 'fastify'
import { AppError } from '../http/app-error'
import type { User } from './auth.contract'
import type { TokenScope } from './rights'

/** Who asks: a person with a session or a token, or a command on this machine. `may` of rights.ts says what he may. */
export interface Person {
  id: string
  name: string
  role: User['role']
  local: boolean
  /** entities the person may see; null: all, also those to come. Never empty. */
  entities: readonly string[] | null
  /** whether an analyst was granted contact data */
  contacts: boolean
  /** set where an API token asks in the name of the person */
  scope?: TokenScope
}

/** A command that knows the token of this run; it is as much as the owner of the data directory. */
export const COMMAND_LINE: Person = {
  id: 'local',
  name: 'command line',
  role: 'admin',
  local: true,
  entities: null,
  contacts: true,
}

/** The person of a request that the guard has let in. */
export function personOf(request: FastifyRequest): Person {
  if (request.person) return request.person
  throw new AppError('auth/no-session', 401, 'Sign in first.')
}

/** Entities to which the SQL of a handler is to be narrowed; undefined: all. */
export const limitOf = (request: FastifyRequest): string[] | undefined =>
  request.person?.entities ? [...request.person.entities] : undefined

declare module 'fastify' {
  interface FastifyRequest {
    person?: Person
  }
}
