import { randomBytes } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import type { Person } from '../../auth/person'
import { toPerson } from '../../auth/sessions.service'
import { hashToken, newToken, sameToken } from '../../auth/tokens'
import { AppError, notFound } from '../../http/app-error'
import { biLogins, users } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { BiLogin, MadeBiLogin } from './bi.contract'

const NOTED_EVERY_MS = 60_000

/** Logins of people's other programs: they read what the person may, and end with the person's rights. */
@Injectable()
export class BiLoginsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async list(person: Person): Promise<BiLogin[]> {
    const rows = await this.metadata.db
      .select()
      .from(biLogins)
      .where(and(eq(biLogins.personId, person.id), isNull(biLogins.revokedAt)))
      .orderBy(asc(biLogins.createdAt))
    return rows.map(shown)
  }

  /** @throws AppError `sql/login-of-nobody` for a command of the machine, which is no person */
  async make(person: Person, name: string): Promise<MadeBiLogin> {
    if (person.local) {
      throw new AppError(
        'sql/login-of-nobody',
        422,
        'Sign in as a person to make a login for another program.',
      )
    }
    const password = newToken()
    const username = `bi_${randomBytes(5).toString('hex')}`
    const [row] = await this.metadata.db
      .insert(biLogins)
      .values({ personId: person.id, name, username, passwordHash: hashToken(password) })
      .returning()
    if (!row) throw new Error('an insertion gives its row')
    await this.note('made', row.id, person, { name, username })
    return { ...shown(row), password }
  }

  /** @throws AppError `sql/login-not-found` */
  async revoke(person: Person, id: string): Promise<void> {
    const [row] = await this.metadata.db
      .update(biLogins)
      .set({ revokedAt: new Date() })
      .where(and(eq(biLogins.id, id), eq(biLogins.personId, person.id), isNull(biLogins.revokedAt)))
      .returning()
    if (!row) throw notFound('sql/login-not-found', 'There is no such login of yours.')
    await this.note('revoked', id, person, { name: row.name })
  }

  /** Whose login it is, with the rights that the person has now; undefined also for who was disabled. */
  async find(username: string, password: string): Promise<Person | undefined> {
    const [row] = await this.metadata.db
      .select({ login: biLogins, user: users })
      .from(biLogins)
      .innerJoin(users, eq(sql`${users.id}::text`, biLogins.personId))
      .where(and(eq(biLogins.username, username), isNull(biLogins.revokedAt), isNull(users.disabledAt)))
    if (!row || !sameToken(hashToken(password), row.login.passwordHash)) return undefined
    if (Date.now() - (row.login.lastUsedAt?.getTime() ?? 0) > NOTED_EVERY_MS) {
      await this.metadata.db
        .update(biLogins)
        .set({ lastUsedAt: new Date() })
        .where(eq(biLogins.id, row.login.id))
    }
    return toPerson(row.user)
  }

  private note(what: string, id: string, person: Person, after: unknown): Promise<void> {
    return audit(this.metadata, {
      actor: person.id,
      action: `bi-login.${what}`,
      subject: `bi-login:${id}`,
      after,
    })
  }
}

const shown = (row: typeof biLogins.$inferSelect): BiLogin => ({
  id: row.id,
  name: row.name,
  username: row.username,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
})
