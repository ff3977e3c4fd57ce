import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import type { Person } from '../../auth/person'
import { campaignDefinition } from '../../campaigns/campaign.contract'
import { AppError, notFound } from '../../http/app-error'
import { campaigns, customerOverrides } from '../../metadata'
import type { Metadata } from '../../metadata'
import { keepBack } from '../outbox/keep-back'
import { CLOCK } from '../ports'
import type { Clock } from '../ports'
import { override } from './overrides.contract'
import type { CustomerOverride, newOverride } from './overrides.contract'

type Row = typeof customerOverrides.$inferSelect
type Given = z.output<typeof newOverride>

/** People's decisions for single customers: to hold, to skip or send a step, to go on; each with reason and undo. */
@Injectable()
export class OverridesService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Keeps a decision; the planner knows it at its next turn. A hold, and a step that is skipped, keep back at once what
   * waits to be sent.
   * @throws AppError `overrides/bad-step`, `overrides/past-day`
   */
  async make(given: Given, person: Person): Promise<CustomerOverride> {
    const now = this.clock.now()
    const fromDay = now.toISOString().slice(0, 10)
    const untilDay = given.kind === 'hold' ? given.until : null
    if (untilDay !== null && untilDay < fromDay) {
      throw new AppError('overrides/past-day', 422, 'The last day of a hold must not be past.', {
        until: untilDay,
      })
    }
    if ('step_id' in given) await this.requireStep(given.campaign_id, given.step_id)
    const [row] = await this.metadata.db
      .insert(customerOverrides)
      .values({
        id: randomUUID(),
        entityId: given.entity_id,
        customerId: given.customer_id,
        kind: given.kind,
        fromDay,
        untilDay,
        ...('step_id' in given ? { campaignId: given.campaign_id, stepId: given.step_id } : {}),
        ...('invoice_id' in given ? { invoiceId: given.invoice_id } : {}),
        ...('channel' in given ? { channel: given.channel } : {}),
        reason: given.reason,
        madeBy: person.id,
        madeByName: person.name,
        madeAt: now,
      })
      .returning()
    if (!row) throw new Error('the decision was not kept')
    const customer = { entityId: given.entity_id, customerId: given.customer_id }
    if (given.kind === 'hold' || given.kind === 'skip_step') {
      await keepBack(
        this.metadata.db,
        customer,
        { reason: 'overridden', reactions: given.kind === 'hold' },
        now,
      )
    }
    await this.note('override.made', row, person, undefined, given)
    return shown(row)
  }

  /** @throws AppError `overrides/not-found`, `overrides/undone` */
  async undo(id: string, person: Person): Promise<CustomerOverride> {
    const { db } = this.metadata
    const [row] = await db
      .update(customerOverrides)
      .set({ undoneBy: person.id, undoneAt: this.clock.now() })
      .where(and(eq(customerOverrides.id, id), isNull(customerOverrides.undoneAt)))
      .returning()
    if (row) {
      await this.note('override.undone', row, person, { kind: row.kind, reason: row.reason })
      return shown(row)
    }
    const [known] = await db.select().from(customerOverrides).where(eq(customerOverrides.id, id))
    if (!known) throw notFound('overrides/not-found', 'There is no such decision.')
    throw new AppError('overrides/undone', 409, 'Somebody else has undone this decision.')
  }

  private async requireStep(campaignId: string, stepId: string): Promise<void> {
    const [row] = await this.metadata.db
      .select({ definition: campaigns.definition })
      .from(campaigns)
      .where(eq(campaigns.id, campaignId))
    const steps =
      row === undefined ? [] : campaignDefinition.parse(row.definition).scenarios.flatMap((way) => way.steps)
    if (steps.some(({ id }) => id === stepId)) return
    throw new AppError('overrides/bad-step', 422, 'The campaign has no such step.', { step: stepId })
  }

  private note(action: string, row: Row, person: Person, before?: unknown, after?: unknown): Promise<void> {
    const subject = `customer:${row.entityId}/${row.customerId}`
    return audit(this.metadata, { actor: person.id, action, subject, before, after })
  }
}

/** A row of the table as the API shows it. */
export const shown = (row: Row): CustomerOverride =>
  override.parse({
    id: row.id,
    entity_id: row.entityId,
    customer_id: row.customerId,
    kind: row.kind,
    from: row.fromDay,
    until: row.untilDay,
    campaign_id: row.campaignId,
    step_id: row.stepId,
    invoice_id: row.invoiceId,
    channel: row.channel,
    reason: row.reason,
    made_by: row.madeByName,
    made_at: row.madeAt.toISOString(),
    undone_by: row.undoneBy,
    undone_at: row.undoneAt?.toISOString() ?? null,
  })
