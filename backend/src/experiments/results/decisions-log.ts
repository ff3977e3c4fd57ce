import { Inject, Injectable } from '@nestjs/common'
import { desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { experimentDecisions, users } from '../../metadata'
import type { Metadata } from '../../metadata'
import { decision } from './results.contract'
import type { ResultsAnswer } from './results.contract'

type Told = ResultsAnswer['decisions'][number]
const made = z.object({ campaign: z.uuid() })
const { adapted } = decision.shape

/** What people decided, newest first. */
@Injectable()
export class DecisionsLog {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async of(experimentId: string): Promise<Told[]> {
    const rows = await this.rows().where(eq(experimentDecisions.experimentId, experimentId))
    return rows.map(({ row, name }) => told(row, name))
  }

  /** Decisions of all experiments that still count, with the numbers they rest on. */
  async standing(): Promise<{ experimentId: string; decision: Told; numbers: unknown }[]> {
    const rows = await this.rows().where(isNull(experimentDecisions.withdrawnAt))
    return rows.map(({ row, name }) => ({
      experimentId: row.experimentId,
      decision: told(row, name),
      numbers: row.numbers,
    }))
  }

  private rows() {
    return this.metadata.db
      .select({ row: experimentDecisions, name: users.name })
      .from(experimentDecisions)
      .leftJoin(users, eq(sql`${users.id}::text`, experimentDecisions.actor))
      .orderBy(desc(experimentDecisions.id))
      .$dynamic()
  }
}

function told(row: typeof experimentDecisions.$inferSelect, name: string | null): Told {
  const { id, at, actor, action, segment, variant, note, cut, withdrawnAt, numbers } = row
  return {
    id,
    at: at.toISOString(),
    actor,
    actor_name: name ?? actor,
    action,
    segment,
    variant,
    note,
    cut,
    withdrawn_at: withdrawnAt?.toISOString() ?? null,
    campaign_id: made.safeParse(numbers).data?.campaign ?? null,
    adapted: z.object({ adapted }).safeParse(numbers).data?.adapted ?? null,
  }
}
