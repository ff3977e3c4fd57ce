import { Inject, Injectable } from '@nestjs/common'
import { eq, lt, sql } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { AppError } from '../http/app-error'
import { signInFailures } from '../metadata'
import type { Metadata } from '../metadata'
import { hashToken } from './tokens'

const LOCKED_AFTER = 10
const LOCKED_MS = 15 * 60_000
/** Failures further apart do not add up. */
const FORGOTTEN_MS = 24 * 3600_000

/**
 * Locks an address after too many wrong passwords, whether or not anybody has it: over many machines, guessing is as
 * slow as over one. An administrator's link still lets its owner in.
 */
@Injectable()
export class SignInFailures {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** @throws AppError `auth/locked` with the seconds left */
  async refuseLocked(address: string): Promise<void> {
    const [row] = await this.metadata.db
      .select()
      .from(signInFailures)
      .where(eq(signInFailures.addressHash, keyOf(address)))
    const left = (row?.lockedUntil?.getTime() ?? 0) - Date.now()
    if (left <= 0) return
    const minutes = Math.ceil(left / 60_000)
    const message = `Too many wrong passwords. Try again in ${minutes} minutes, or ask an administrator for a link.`
    throw new AppError('auth/locked', 429, message, { minutes }, Math.ceil(left / 1000))
  }

  async note(address: string): Promise<void> {
    const now = new Date()
    const { db } = this.metadata
    await db.delete(signInFailures).where(lt(signInFailures.lastAt, new Date(now.getTime() - FORGOTTEN_MS)))
    const [row] = await db
      .insert(signInFailures)
      .values({ addressHash: keyOf(address), failures: 1, lastAt: now })
      .onConflictDoUpdate({
        target: signInFailures.addressHash,
        set: { failures: sql`${signInFailures.failures} + 1`, lastAt: now },
      })
      .returning()
    if ((row?.failures ?? 0) % LOCKED_AFTER !== 0) return
    const lockedUntil = new Date(now.getTime() + LOCKED_MS)
    await db
      .update(signInFailures)
      .set({ lockedUntil })
      .where(eq(signInFailures.addressHash, keyOf(address)))
  }

  async forget(address: string): Promise<void> {
    await this.metadata.db.delete(signInFailures).where(eq(signInFailures.addressHash, keyOf(address)))
  }
}

const keyOf = (address: string) => hashToken(address.trim().toLowerCase())
