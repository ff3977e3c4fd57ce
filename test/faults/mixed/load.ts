import type { Product } from '../product'
import type { Timings } from '../timings'
import type { Outages } from './outages'

/** What every kind of load is given: whom to ask, how long, and where to note what became of it. */
export interface Load {
  /** the product as it runs now; another one after each kill */
  readonly product: () => Product
  /** whether to stop: time is over, and whoever was to be killed has been, and is back */
  readonly isOver: () => boolean
  readonly timings: Timings
  readonly outages: Outages
  /** answers that are neither right nor say why not */
  readonly faults: Fault[]
}
export interface Fault {
  readonly kind: string
  readonly what: string
  readonly status: number
  readonly text: string
}

interface Question {
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** finds fault with an answer of status 200 */
  readonly fault?: (text: string) => string | null
}

const PATIENCE_MS = 60_000
const TOLD = 400

/**
 * Asks once and judges the answer: a right one, or 503 or 429 with Retry-After and a problem that has a code and words;
 * nobody need answer while the backend is down. Everything else is a fault.
 * @returns the text of a right answer
 */
export async function asked(load: Load, question: Question): Promise<string | undefined> {
  const { kind, method, path, headers, body } = question
  const began = Date.now()
  const answer = await once(load.product().address + path, {
    ...{ method, headers: { ...headers }, signal: AbortSignal.timeout(PATIENCE_MS) },
    ...(body === undefined ? {} : { body }),
  })
  load.timings.add(kind, answer.status === 0 ? 'nobody' : answer.status, Date.now() - began)
  const right = answer.status >= 200 && answer.status < 300
  const fault = right ? (question.fault?.(answer.text) ?? null) : judged(answer, began, load.outages)
  if (fault !== null) {
    const { status, text } = answer
    load.faults.push({ kind, what: `${method} ${path}: ${fault}`, status, text: text.slice(0, TOLD) })
  }
  return right && fault === null ? answer.text : undefined
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly text: string
}

async function once(address: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(address, init)
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, retryAfter, text: await response.text() }
  } catch (error) {
    const { cause, message } = error as Error
    return { status: 0, retryAfter: null, text: `${message} ${cause instanceof Error ? cause.message : ''}` }
  }
}

/** What is wrong with an answer that is no right one; null where it says why, or could not be given. */
export function judged({ status, retryAfter, text }: Answer, began: number, outages: Outages): string | null {
  if (status === 0) return outages.ofBackend(began, Date.now()) ? null : 'nobody answers'
  if (status !== 503 && status !== 429) return `${status} is no answer`
  if (retryAfter === null) return 'does not say when to ask again'
  return saysWhy(text) ? null : 'does not say why'
}

function saysWhy(text: string): boolean {
  try {
    const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown }
    return typeof code === 'string' && typeof detail === 'string' && detail !== ''
  } catch {
    return false
  }
}
