import { AppError } from '../http/app-error'
import type { Person } from './person'

/**
 * Lets only some roles go on; administrators always may.
 * @throws AppError `auth/not-allowed`
 */
export function requireRole(person: Person | undefined, ...roles: Person['role'][]): Person {
  if (person !== undefined && (person.role === 'admin' || roles.includes(person.role))) return person
  const who = ['admin', ...roles].join(' or ').replaceAll('_', ' ')
  throw new AppError('auth/not-allowed', 403, `Only the role ${who} may do this.`, {
    roles: ['admin', ...roles],
  })
}
