import { Inject, Injectable } from '@nestjs/common'
import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { sessions, users } from '../metadata'
import type { Metadata } from '../metadata'
import type { Session, User } from './auth.contract'
import { hashToken, newToken } from './tokens'

export const SESSION_COOKIE = 'relance_session'
const LIFETIME_MS = 14 * 24 * 3600_000

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
    const [row] = await this.metadata.db
      .select({ user: users, expiresAt: sessions.expiresAt })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.tokenHash, hashToken(token)),
          gt(sessions.expiresAt, new Date()),
          isNull(users.disabledAt),
        ),
      )
    return row && { user: toUser(row.user), expires_at: row.expiresAt.toISOString() }
  }

  async close(token: string): Promise<void> {
    await this.metadata.db.delete(sessions).where(eq(sessions.tokenHash, hashToken(token)))
  }

  /** Ends every other session of a user, after a change of password. */
  async closeOthers(userId: string, token: string): Promise<void> {
    const rows = await this.metadata.db.select().from(sessions).where(eq(sessions.userId, userId))
    for (const { tokenHash } of rows.filter((row) => row.tokenHash !== hashToken(token))) {
      await this.metadata.db.delete(sessions).where(eq(sessions.tokenHash, tokenHash))
    }
  }
}

export function toUser(row: typeof users.$inferSelect): User {
  const hasPassword = row.passwordHash !== null
  // Without a password the address is a placeholder that nobody gave.
  return {
    id: row.id,
    email: hasPassword ? row.email : null,
    name: row.name,
    role: row.role,
    has_password: hasPassword,
  }
}
