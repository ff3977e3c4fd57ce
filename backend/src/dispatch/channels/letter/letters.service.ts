import type { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import type { z } from 'zod'
import { METADATA } from '../../../app/tokens'
import { audit } from '../../../auth/audit'
import { notFound } from '../../../http/app-error'
import type { Metadata } from '../../../metadata'
import { CLOCK } from '../../ports'
import type { Clock } from '../../ports'
import { LetterBatches } from './letter-batches'
import { batchLetters } from './letters.contract'
import type { BatchLettersAnswer, LetterBatchesAnswer, failedLetters } from './letters.contract'

/** Entities that a person sees; undefined: all. */
type Limit = readonly string[] | undefined

/** What people do with letters: print them, post them, note the post's numbers and what came back. */
@Injectable()
export class LettersService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly batches: LetterBatches,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(limit: Limit): Promise<LetterBatchesAnswer> {
    return { rows: await this.batches.list(limit) }
  }

  async contents(day: string, registered: boolean, limit: Limit): Promise<BatchLettersAnswer> {
    const rows = await this.batches.contents(day, registered, limit)
    return batchLetters.parse({
      rows: rows.map((row) => ({
        id: row.id,
        entity_id: row.entityId,
        customer_id: row.customerId,
        address: row.address,
        subject: row.subject,
        text: row.text,
        tracking_number: row.trackingNumber,
        posted_at: row.postedAt?.toISOString() ?? null,
        failed_at: row.failedAt?.toISOString() ?? null,
        failure: row.failure,
      })),
    })
  }

  pdf(day: string, registered: boolean, limit: Limit): Promise<Readable> {
    return this.batches.pdf(day, registered, limit)
  }

  /** All letters of a day that wait. @returns number of them */
  async postedDay(day: string, registered: boolean, actor: string, limit: Limit): Promise<number> {
    const rows = await this.batches.contents(day, registered, limit)
    return this.posted(
      rows.map(({ id }) => id),
      actor,
      limit,
    )
  }

  /** From then on they count as sent. @returns number of them */
  async posted(ids: readonly string[], actor: string, limit: Limit): Promise<number> {
    const posted = await this.batches.posted(ids, actor, this.clock.now(), limit)
    await this.note(actor, 'letters.posted', 'letters', { ids: posted })
    return posted.length
  }

  /** @returns number of letters that had not failed before */
  async failed(
    { ids, reason, note }: z.output<typeof failedLetters>,
    actor: string,
    limit: Limit,
  ): Promise<number> {
    const failed = await this.batches.failed(ids, { code: reason, note }, actor, this.clock.now(), limit)
    await this.note(actor, 'letters.failed', 'letters', { ids: failed, reason, note })
    return failed.length
  }

  /** @throws AppError `letters/not-found` */
  async number(id: string, number: string, actor: string, limit: Limit): Promise<void> {
    if (!(await this.batches.number(id, number, limit)))
      throw notFound('letters/not-found', 'There is no such letter.')
    await this.note(actor, 'letter.number', `letter:${id}`, { number })
  }

  private note(actor: string, action: string, subject: string, after: unknown): Promise<void> {
    return audit(this.metadata, { actor, action, subject, after })
  }
}
