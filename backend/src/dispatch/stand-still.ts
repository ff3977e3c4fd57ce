import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { count, eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { AppError } from '../http/app-error'
import { outbox } from '../metadata'
import type { Metadata } from '../metadata'
import { Controls } from './outbox/controls'
import { endLease, holdLease } from './plan/lease'

const LEASE_SECONDS = 60
const ASK_EVERY_MS = 200
/** A message on its way to a server ends within the time limit of its channel, or is given up. */
const WAIT_AT_MOST_MS = 2 * 60_000

/** Planning and sending held back, of all backends on the store, for as long as some work takes. */
@Injectable()
export class StandStill {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly controls: Controls,
  ) {}

  /**
   * Does work while nobody plans and no message is on its way. A stop of everything that a person had set stays.
   * @throws AppError `sending/does-not-rest` when planning or sending does not come to rest; what the work throws
   */
  async during<T>(by: string, note: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { db } = this.metadata
    const holder = `stand-still:${randomUUID()}`
    const stopped = (await this.controls.list()).some(({ scope }) => scope === 'all')
    if (!stopped) await this.controls.stop('all', 'kill_switch', by, note)
    let renewal: NodeJS.Timeout | undefined
    try {
      await until(() => holdLease(db, holder, LEASE_SECONDS), signal)
      const renew = () => void holdLease(db, holder, LEASE_SECONDS).catch(() => undefined)
      renewal = setInterval(renew, (LEASE_SECONDS * 1000) / 3).unref()
      await until(() => this.nothingOnItsWay(), signal)
      return await work()
    } finally {
      clearInterval(renewal)
      // Where this fails the lease ends by itself; the stop would not.
      await endLease(db, holder).catch(() => undefined)
      if (!stopped) await this.controls.release('all')
    }
  }

  private async nothingOnItsWay(): Promise<boolean> {
    const [row] = await this.metadata.db
      .select({ messages: count() })
      .from(outbox)
      .where(eq(outbox.state, 'sending'))
    return row?.messages === 0
  }
}

async function until(holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const begun = Date.now()
  while (!(await holds())) {
    if (Date.now() - begun > WAIT_AT_MOST_MS) {
      throw new AppError(
        'sending/does-not-rest',
        503,
        'Planning or sending does not come to rest; try again later.',
      )
    }
    await sleep(ASK_EVERY_MS, undefined, { signal })
  }
}
