import type { User } from './auth.contract'

/** Who asks: a person with a session, or a command on this machine. */
export interface Person {
  id: string
  name: string
  role: User['role']
  local: boolean
}

/** A command that knows the token of this run; it is as much as the owner of the data directory. */
export const COMMAND_LINE: Person = { id: 'local', name: 'command line', role: 'admin', local: true }

declare module 'fastify' {
  interface FastifyRequest {
    person?: Person
  }
}
