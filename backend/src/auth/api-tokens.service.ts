import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { AppError, notFound } from '../http/app-error'
import { apiTokens, users } from '../metadata'
import type { Metadata } from '../metadata'
import { audit } from './audit'
import type { z } from 'zod'
import type { ApiToken, newApiToken } from './auth.contract'
import type { Person } from './person'
import { may } from './rights'
import type { TokenScope } from './rights'
import { toPerson } from './sessions.service'
import { hashToken, newToken } from './tokens'

/** Known by its beginning to those who look for secrets in texts. */
const PREFIX = 'relance_'
const DAY_MS = 24 * 3600_000
const SEEN_EVERY_MS = 60_000

/** Tokens by which machines ask in the name of a person, for one purpose and until a day. */
@Injectable()
export class ApiTokensService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** Who asks by this token; undefined when it is unknown, revoked, over, or its owner is disabled. */
  async find(token: string): Promise<Person | undefined> {
    if (!token.startsWith(PREFIX)) return undefined
    const now = new Date()
    const [row] = await this.metadata.db
      .select({ token: apiTokens, user: users })
      .from(apiTokens)
      .innerJoin(users, eq(users.id, apiTokens.userId))
      .where(
        and(
          eq(apiTokens.tokenHash, hashToken(token)),
          gt(apiTokens.expiresAt, now),
          isNull(apiTokens.revokedAt),
          isNull(users.disabledAt),
        ),
      )
    if (!row) return undefined
    await this.noteUse(row.token, now)
    return { ...toPerson(row.user), scope: row.token.scope }
  }

  /** A person's tokens, newest first; without a person everybody's. */
  async list(userId?: string): Promise<ApiToken[]> {
    const rows = await this.metadata.db
      .select({ token: apiTokens, user: users })
      .from(apiTokens)
      .innerJoin(users, eq(users.id, apiTokens.userId))
      .where(userId === undefined ? undefined : eq(apiTokens.userId, userId))
      .orderBy(desc(apiTokens.createdAt))
    return rows.map(({ token, user }) => shown(token, user.name))
  }

  /** @returns the token itself, told this once. @throws AppError `auth/scope-refused` */
  async create(owner: Person, given: z.output<typeof newApiToken>): Promise<{ id: string; token: string }> {
    if (owner.local || !mayUse(owner, given.scope)) {
      throw new AppError(
        'auth/scope-refused',
        403,
        'A token asks in the name of a person, who must have the rights of its scope.',
      )
    }
    const token = PREFIX + newToken()
    const expiresAt = new Date(Date.now() + given.days * DAY_MS)
    const { name, scope } = given
    const [made] = await this.metadata.db
      .insert(apiTokens)
      .values({ userId: owner.id, name, scope, tokenHash: hashToken(token), expiresAt })
      .returning()
    if (!made) throw new Error('an insertion gives its row')
    const after = { name, scope, expires_at: expiresAt.toISOString() }
    await audit(this.metadata, {
      actor: owner.id,
      action: 'token.created',
      subject: `token:${made.id}`,
      after,
    })
    return { id: made.id, token }
  }

  /** @param own only a token of this person. @throws AppError `auth/token-not-found` */
  async revoke(id: string, actor: string, own?: string): Promise<void> {
    const mine = own === undefined ? undefined : eq(apiTokens.userId, own)
    const [row] = await this.metadata.db
      .update(apiTokens)
      .set({ revokedAt: new Date() })
      .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAt), mine))
      .returning()
    if (!row) throw notFound('auth/token-not-found', 'There is no such token, or it was revoked already.')
    await audit(this.metadata, {
      actor,
      action: 'token.revoked',
      subject: `token:${id}`,
      before: { name: row.name, scope: row.scope },
    })
  }

  private async noteUse(token: typeof apiTokens.$inferSelect, now: Date): Promise<void> {
    if (now.getTime() - (token.lastUsedAt?.getTime() ?? 0) < SEEN_EVERY_MS) return
    await this.metadata.db.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, token.id))
  }
}

/** What an owner must have to give a token its scope. */
const SCOPE_RIGHT = { ingest: 'ingest', read: 'look', sql: 'sql' } as const
const mayUse = (owner: Person, scope: TokenScope) => may({ ...owner, scope }, SCOPE_RIGHT[scope])

const shown = (row: typeof apiTokens.$inferSelect, owner: string): ApiToken => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  owner,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
})
