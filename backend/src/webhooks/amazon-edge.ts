import { AppError } from '../http/app-error'
import type { AmazonEdge } from './verify/sns'

const WITHIN_MS = 10_000
const MOST_CERTIFICATES = 20

/** Fetches certificates of Amazon SNS, each once, and confirms subscriptions. Redirects are not followed. */
export function amazonEdge(get: (address: string) => Promise<string> = fetchText): AmazonEdge {
  const certificates = new Map<string, Promise<string>>()
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

async function fetchText(address: string): Promise<string> {
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok) throw new Error(String(response.status))
    return await response.text()
  } catch (error) {
    const why = (error as Error).message
    throw new AppError('webhooks/amazon', 503, `Amazon SNS could not be reached: ${why}`, undefined, 60)
  }
}
