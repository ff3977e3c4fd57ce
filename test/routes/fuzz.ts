import fc from 'fast-check'
import { readOperations } from './operations'
import { requestTo } from './requests'
import { remember } from './seen'
import { ask } from './wire'
import type { Answer, Sent } from './wire'

export interface Fault {
  sent: Sent
  /** 0: nobody answered */
  status: number
  answer: string
}

export interface FuzzOptions {
  address: string
  /** credentials of each kind of asker; taken in turn */
  askers: readonly (() => Promise<Record<string, string>>)[]
  /** requests to each route */
  rounds: number
  seed: number
  /** routes with this in `METHOD path` only */
  only?: string | undefined
}

export interface FuzzReport {
  operations: number
  requests: number
  /** how many answers of each status */
  statuses: Record<number, number>
  /** 5xx, other than 503 with Retry-After, and requests without any answer */
  faults: Fault[]
}

/** Ends the session that goes on asking. */
const LEFT_OUT = new Set(['DELETE /api/session'])

/**
 * Asks every route of the API for things that its description allows and for things that nobody should ask.
 * The same seed on the same data asks the same, as far as answers name the same things.
 */
export async function fuzzRoutes(options: FuzzOptions): Promise<FuzzReport> {
  const all = await readOperations(options.address)
  const operations = all.filter((operation) => {
    const name = `${operation.method} ${operation.path}`
    return !LEFT_OUT.has(name) && name.includes(options.only ?? '')
  })
  const seen = new Map<string, string[]>()
  const report: FuzzReport = { operations: operations.length, requests: 0, statuses: {}, faults: [] }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, operation] of operations.entries()) {
      const seed = options.seed + round * 1000 + index
      const [request] = fc.sample(requestTo(operation, seen), { seed, numRuns: 1 })
      const asker = options.askers[round % options.askers.length]
      if (!request || !asker) continue
      const sent = { ...request, headers: { ...(await asker()), ...request.headers } }
      const answer = await ask(options.address, sent)
      report.requests += 1
      report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1
      if (isFault(answer)) report.faults.push({ sent, status: answer.status, answer: answer.text })
      else if (answer.status < 300) remember(answer.text, operation.path, seen)
    }
  }
  return report
}

const isFault = ({ status, retryAfter }: Answer) =>
  status === 0 || (status >= 500 && !(status === 503 && retryAfter !== undefined))
