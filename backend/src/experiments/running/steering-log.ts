import { Inject, Injectable } from '@nestjs/common'
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { auditLog, users } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { RunState } from './running.contract'

type Change = RunState['changes'][number]
const ACTIONS: Readonly<Record<string, Change['action']>> = {
  'experiment.weights-changed': 'weights',
  'experiment.entries-paused': 'entries_paused',
  'experiment.entries-resumed': 'entries_resumed',
}
const reasoned = z.object({ reason: z.string() })

/** Who changed the weights of an experiment, or let nobody enter, when and why. */
@Injectable()
export class SteeringLog {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** As the audit log has it, newest first: nothing else keeps why entries were closed. */
  async of(experimentId: string): Promise<Change[]> {
    const rows = await this.metadata.db
      .select({ entry: auditLog, name: users.name })
      .from(auditLog)
      .leftJoin(users, eq(sql`${users.id}::text`, auditLog.actor))
      .where(
        and(
          eq(auditLog.subject, `experiment:${experimentId}`),
          inArray(auditLog.action, Object.keys(ACTIONS)),
        ),
      )
      .orderBy(desc(auditLog.id))
    return rows.flatMap(({ entry: { at, actor, action, after }, name }) => {
      const told = ACTIONS[action]
      const kept = reasoned.safeParse(after)
      if (told === undefined) return []
      const reason = kept.success ? kept.data.reason : ''
      return [{ at: at.toISOString(), actor, actor_name: name ?? actor, action: told, reason }]
    })
  }
}
