import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { sessions, users } from '../metadata'
import type { Metadata } from '../metadata'
import { notFound } from '../http/app-error'
import { audit } from './audit'
import type { OpenSession, Session, User } from './auth.contract'
import type { Person } from './person'
import { rightsOf } from './rights'
import { hashToken, newToken } from './tokens'

export const SESSION_COOKIE = 'relance_session'
/** Address of an administrator who signed in by link and gave none. */
export const NO_ADDRESS = 'administrator@localhost'
const LIFETIME_MS = 14 * 24 * 3600_000
const SEEN_EVERY_MS = 5 * 60_000

@Injectable()
export class SessionsService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** Opens a session; `token` goes into the cookie and is stored nowhere. */
  async open(userId: string, userAgent: string | undefined): Promise<{ token: string; session: Session }> {
    const token = newToken()
    await this.metadata.db.delete(sessions).where(lt(sessions.expiresAt, new Date()))
    await this.metadata.db.insert(sessions).values({
      tokenHash: hashToken(token),
      userId,
      expiresAt: new Date(Date.now() + LIFETIME_MS),
      userAgent: userAgent?.slice(0, 300) ?? null,
    })
    const session = await this.find(token)
    if (!session) throw new Error('the session that was just opened is not there')
    return { token, session }
  }

  /** The session of a cookie, undefined when it is unknown, over, or its user is disabled. */
  async find(token: string): Promise<Session | undefined> {
    const row = await this.row(token)
    return row && { user: toUser(row.user), expires_at: row.session.expiresAt.toISOString() }
  }

  /** Who asks by this cookie. */
  async person(token: string): Promise<Person | undefined> {
    const row = await this.row(token)
    if (!row) return undefined
    if (Date.now() - row.session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
      const seen = { lastSeenAt: new Date() }
      await this.metadata.db.update(sessions).set(seen).where(eq(sessions.id, row.session.id))
    }
    return toPerson(row.user)
  }

  /** Open sessions, the latest used first. @param userId of this person only */
  async list(token: string, userId?: string): Promise<OpenSession[]> {
    const own = userId === undefined ? undefined : eq(sessions.userId, userId)
    const rows = await this.metadata.db
      .select({ session: sessions, name: users.name })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(gt(sessions.expiresAt, new Date()), isNull(users.disabledAt), own))
      .orderBy(desc(sessions.lastSeenAt))
    return rows.map(({ session, name }) => ({
      id: session.id,
      user_id: session.userId,
      name,
      created_at: session.createdAt.toISOString(),
      last_seen_at: session.lastSeenAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
      user_agent: session.userAgent ?? '',
      current: session.tokenHash === hashToken(token),
    }))
  }

  /** Ends a session from afar. @param userId only one of this person. @throws AppError `auth/session-not-found` */
  async revoke(id: string, actor: string, userId?: string): Promise<void> {
    const own = userId === undefined ? undefined : eq(sessions.userId, userId)
    const [row] = await this.metadata.db
      .delete(sessions)
      .where(and(eq(sessions.id, id), own))
      .returning()
    if (!row) throw notFound('auth/session-not-found', 'There is no such session; it may have ended.')
    const before = { user: row.userId, user_agent: row.userAgent }
    await audit(this.metadata, { actor, action: 'session.revoked', subject: `session:${id}`, before })
  }

  /** Ends every session of a person, who lost a right or the account. */
  async closeAll(userId: string): Promise<void> {
    await this.metadata.db.delete(sessions).where(eq(sessions.userId, userId))
  }

  async close(token: string): Promise<void> {
    await this.metadata.db.delete(sessions).where(eq(sessions.tokenHash, hashToken(token)))
  }

  /** Ends every other session of a user, after a change of password. */
  async closeOthers(userId: string, token: string): Promise<void> {
    const others = and(eq(sessions.userId, userId), ne(sessions.tokenHash, hashToken(token)))
    await this.metadata.db.delete(sessions).where(others)
  }

  private async row(token: string) {
    const [row] = await this.metadata.db
      .select({ user: users, session: sessions })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.tokenHash, hashToken(token)),
          gt(sessions.expiresAt, new Date()),
          isNull(users.disabledAt),
        ),
      )
    return row
  }
}

type UserRow = typeof users.$inferSelect

/** A person as the API knows him: with what he may. */
export function toPerson({ id, name, role, entities, contacts }: UserRow): Person {
  return { id, name, role, local: false, entities, contacts }
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    // A placeholder that nobody gave is no address.
    email: row.email === NO_ADDRESS ? null : row.email,
    name: row.name,
    role: row.role,
    has_password: row.passwordHash !== null,
    entities: row.entities,
    rights: rightsOf(row),
  }
}
