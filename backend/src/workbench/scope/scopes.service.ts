import { Inject, Injectable } from '@nestjs/common'
import { and, eq, isNull } from 'drizzle-orm'
import type { AnalystScope } from '@relance/pipelines'
import { METADATA } from '../../app/tokens'
import type { Person } from '../../auth/person'
import { AppError } from '../../http/app-error'
import { users } from '../../metadata'
import type { Metadata } from '../../metadata'

const WITH_SQL: readonly Person['role'][] = ['admin', 'analyst']

/** What a person may see with SQL. */
@Injectable()
export class ScopesService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /**
   * Asked for each statement, so that a right that was taken back is gone at once.
   * @throws AppError `auth/not-allowed` for who may not use SQL, or no longer
   */
  async of(person: Person): Promise<AnalystScope> {
    if (person.local) return { entityIds: null, contacts: true }
    const [row] = await this.metadata.db
      .select({ role: users.role, entities: users.entities })
      .from(users)
      .where(and(eq(users.id, person.id), isNull(users.disabledAt)))
    if (!row || !WITH_SQL.includes(row.role)) {
      throw new AppError('auth/not-allowed', 403, 'Only the role admin or analyst may do this.', {
        roles: WITH_SQL,
      })
    }
    return { entityIds: row.entities, contacts: row.role === 'admin' }
  }
}
