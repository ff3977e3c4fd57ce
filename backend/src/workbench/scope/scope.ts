import type { AnalystScope } from '@relance/pipelines'
import { may } from '../../auth/rights'
import type { Person } from '../../auth/person'
import { AppError } from '../../http/app-error'

/**
 * What a person may see with SQL.
 * @throws AppError `auth/not-allowed` for who may not use it
 */
export function scopeOf(person: Person): AnalystScope {
  if (!may(person, 'sql'))
    throw new AppError('auth/not-allowed', 403, 'Your role or token may not use SQL.', { right: 'sql' })
  return {
    entityIds: person.entities === null ? null : [...person.entities],
    contacts: may(person, 'contacts'),
  }
}
