import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../app/tokens'
import { auditLog, users } from '../metadata'
import type { Metadata } from '../metadata'
import type { AuditAnswer, auditQuery } from './audit.contract'

const DAY_MS = 24 * 3600_000

/** Reads the log of changes and exports; nothing in the product changes or removes a line of it. */
@Injectable()
export class AuditService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async list(query: z.output<typeof auditQuery>): Promise<AuditAnswer> {
    const rows = await this.metadata.db
      .select({ entry: auditLog, name: users.name })
      .from(auditLog)
      .leftJoin(users, eq(sql`${users.id}::text`, auditLog.actor))
      .where(and(...conditions(query)))
      .orderBy(desc(auditLog.id))
      .limit(query.limit + 1)
    const shown = rows.slice(0, query.limit)
    return {
      rows: shown.map(({ entry, name }) => ({
        ...entry,
        at: entry.at.toISOString(),
        actor_name: name ?? entry.actor,
      })),
      next: rows.length > query.limit ? String(shown.at(-1)?.entry.id) : null,
    }
  }
}

function conditions({ text, actor, action, from, to, cursor }: z.output<typeof auditQuery>) {
  const { id, at, before, after, subject } = auditLog
  return [
    cursor === undefined ? undefined : lt(id, Number(cursor)),
    actor === undefined ? undefined : eq(auditLog.actor, actor),
    action === undefined ? undefined : sql`${auditLog.action} like ${`${plain(action)}%`}`,
    from === undefined ? undefined : gte(at, new Date(from)),
    to === undefined ? undefined : lt(at, new Date(Date.parse(to) + DAY_MS)),
    text === undefined || text === ''
      ? undefined
      : sql`concat_ws(' ', ${auditLog.action}, ${subject}, ${before}::text, ${after}::text)
          ilike ${`%${plain(text)}%`}`,
  ]
}

/** Signs that mean more to LIKE stand for themselves. */
const plain = (text: string) => text.replace(/[\\%_]/g, '\\$&')
