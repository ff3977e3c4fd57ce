import { PermanentFailure, TemporaryFailure } from '../channels/channel'
import type { Channel, OutgoingMessage } from '../channels/channel'
import { MOST_ATTEMPTS, backOff } from './back-off'
import type { Outcome } from './outbox'

const CHANNEL_DOWN_MS = 30_000

/** One attempt and what follows from it. Never throws. */
export async function attempt(
  channel: Channel,
  message: OutgoingMessage,
  attempts: number,
  clock: { now: () => Date; random: () => number },
): Promise<{ outcome: Outcome; down: boolean }> {
  const { reminderId: id } = message
  try {
    const { providerId, messageId, cost } = await channel.send(message)
    const named = messageId === undefined ? {} : { messageId }
    return { outcome: { id, state: 'sent', at: clock.now(), providerId, cost, ...named }, down: false }
  } catch (thrown) {
    return failed(id, thrown, attempts, channel.repeatable, clock)
  }
}

function failed(
  id: string,
  thrown: unknown,
  attempts: number,
  repeatable: boolean,
  { now, random }: { now: () => Date; random: () => number },
): { outcome: Outcome; down: boolean } {
  const at = now()
  const later = (milliseconds: number) => new Date(at.getTime() + milliseconds)
  const error = thrown instanceof Error ? thrown.message : String(thrown)
  if (thrown instanceof PermanentFailure) {
    const errorCode = thrown.badAddress ? `address:${thrown.code}` : thrown.code
    return { outcome: { id, state: 'dead', at, errorCode, error }, down: false }
  }
  const errorCode = thrown instanceof TemporaryFailure ? thrown.code : 'unexpected'
  if (thrown instanceof TemporaryFailure && thrown.scope === 'channel') {
    const nextAttemptAt = later(CHANNEL_DOWN_MS * (0.75 + random() * 0.5))
    return {
      outcome: { id, state: 'queued', at, errorCode, error, nextAttemptAt, counts: false },
      down: true,
    }
  }
  if (thrown instanceof TemporaryFailure && thrown.unknown && !repeatable) {
    return { outcome: { id, state: 'held', at, errorCode, error }, down: false }
  }
  if (attempts >= MOST_ATTEMPTS) return { outcome: { id, state: 'dead', at, errorCode, error }, down: false }
  const nextAttemptAt = later(backOff(attempts, random()))
  return { outcome: { id, state: 'queued', at, errorCode, error, nextAttemptAt }, down: false }
}
