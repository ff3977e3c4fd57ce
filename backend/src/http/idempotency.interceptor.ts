import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import { and, eq, like, lt } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { Observable, from, lastValueFrom } from 'rxjs'
import { METADATA } from '../app/tokens'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import { SecretsService } from '../secrets/secrets.service'
import { AppError } from './app-error'

const PREFIX = 'idempotency:'
const KEPT_MS = 24 * 3600_000

/**
 * A write with an Idempotency-Key is done once: the same key of the same person on the same route gets the first
 * answer again, for a day. Failed writes are not remembered, so that they can be tried again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly underway = new Map<string, Promise<unknown>>()

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly secrets: SecretsService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || request.method !== 'POST') return next.handle()
    if (key.length > 200) throw new AppError('http/invalid', 400, 'Idempotency-Key is longer than 200.')
    const parts = [request.person?.id ?? '', request.url, key]
    const id = PREFIX + createHash('sha256').update(JSON.stringify(parts)).digest('hex')
    return from(this.once(id, request, next))
  }

  private once(id: string, request: FastifyRequest, next: CallHandler): Promise<unknown> {
    const underway = this.underway.get(id)
    if (underway) {
      request.raw.resume()
      return underway
    }
    // Noted before anything is awaited: of two that come at once the second finds the first.
    const work = this.answer(id, request, next).finally(() => this.underway.delete(id))
    this.underway.set(id, work)
    return work
  }

  private async answer(id: string, request: FastifyRequest, next: CallHandler): Promise<unknown> {
    const known = await this.remembered(id)
    if (known !== undefined) {
      // The upload that comes with the repetition is not needed.
      request.raw.resume()
      return known
    }
    const value: unknown = await lastValueFrom(next.handle())
    await this.remember(id, value)
    return value
  }

  private async remembered(id: string): Promise<unknown> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, id))
    if (!row || typeof row.value !== 'string') return undefined
    if (Date.now() - row.updatedAt.getTime() >= KEPT_MS) return undefined
    return JSON.parse(this.secrets.decrypt('kept-answer', row.value)) as unknown
  }

  /** Encrypted, because an answer may hold what is told only once, e.g. the address of a connection. */
  private async remember(id: string, answer: unknown): Promise<void> {
    const old = and(like(settings.key, `${PREFIX}%`), lt(settings.updatedAt, new Date(Date.now() - KEPT_MS)))
    await this.metadata.db.delete(settings).where(old)
    const value = this.secrets.encrypt('kept-answer', JSON.stringify(answer ?? {}))
    await this.metadata.db
      .insert(settings)
      .values({ key: id, value })
      .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } })
  }
}
