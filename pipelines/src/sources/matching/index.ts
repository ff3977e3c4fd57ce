import { ndjson } from '../ndjson'
import type { Source } from '../source'

/** Name of the source whose events say whose money a bank entry is (src/matching); only ever asked for by name. */
export const MATCHING = 'matching'

/** What the matching of bank entries found, as JSON lines of events. */
export const matching: Source = {
  name: MATCHING,
  recognise(sample, options) {
    if (options.source !== MATCHING) return null
    const recognition = ndjson.recognise(sample, options)
    if (recognition === null) return null
    return {
      sure: 1,
      plan: (wishes) => {
        const plan = recognition.plan(wishes)
        return { ...plan, understood: { ...plan.understood, source: MATCHING }, retells: true }
      },
    }
  },
}
