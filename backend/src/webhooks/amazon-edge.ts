import { AppError } from '../http/app-error'
import type { AmazonEdge } from './verify/sns'

const WITHIN_MS = 10_000
const MOST_CERTIFICATES = 20
/** A certificate has some kilobytes, and the answer to a confirmation one. */
const LARGEST = 64 * 1024
/** So many visits at a time: whoever makes addresses up keeps nothing busy but himself. */
const AT_ONCE = 4

/**
 * Fetches certificates of Amazon SNS, each once, and confirms subscriptions. Redirects are not followed, what is read
 * and how long is bounded. Whoever calls has checked the address.
 */
export function amazonEdge(fetchOne: (address: string) => Promise<string> = fetchText): AmazonEdge {
  const certificates = new Map<string, Promise<string>>()
  let underway = 0
  const get = async (address: string): Promise<string> => {
    if (underway >= AT_ONCE) throw notReached('too many visits at once')
    underway += 1
    try {
      return await fetchOne(address)
    } finally {
      underway -= 1
    }
  }
  return {
    certificate(address) {
      const known = certificates.get(address)
      if (known) return known
      const asked = get(address)
      certificates.set(address, asked)
      asked.catch(() => certificates.delete(address))
      for (const old of certificates.keys())
        if (certificates.size > MOST_CERTIFICATES) certificates.delete(old)
      return asked
    },
    async confirm(address) {
      await get(address)
    },
  }
}

/** @throws AppError `webhooks/amazon` for a redirect, another status than 2xx, too much or too slow an answer */
export async function fetchText(address: string, withinMs = WITHIN_MS): Promise<string> {
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(withinMs) })
    if (!response.ok) throw new Error(String(response.status))
    return await bounded(response)
  } catch (error) {
    throw notReached((error as Error).message)
  }
}

async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > LARGEST) throw new Error('its answer is too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const notReached = (why: string) =>
  new AppError('webhooks/amazon', 503, `Amazon SNS could not be reached: ${why}`, undefined, 60)
