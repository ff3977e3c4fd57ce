import { twoProportionEProcess } from '../guardrail'
import type { GuardrailObservation } from '../guardrail'

/** Small, fast generator of uniforms (mulberry32); enough for counting alarms. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface GuardrailScenario {
  readonly base: number
  /** True rate of the variant minus base. */
  readonly effect: number
  readonly margin: number
  readonly perArm: number
  /** Alarm counts when it comes before this many customers an arm. */
  readonly before: number
}

/** Share of experiments that the guardrail stops in time. */
function stoppedShare(scenario: GuardrailScenario, nExperiments: number, seed: number): number {
  const { base, effect, margin, perArm, before } = scenario
  let stopped = 0
  for (let experiment = 0; experiment < nExperiments; experiment++) {
    const uniform = uniforms(seed * 1_000_003 + experiment)
    const observations = function* (): Generator<GuardrailObservation> {
      for (let i = 0; i < 2 * perArm; i++) {
        const variant = uniform() < 0.5
        yield { arm: variant ? 'variant' : 'control', event: uniform() < (variant ? base + effect : base) }
      }
    }
    const { breachedAt } = twoProportionEProcess(observations(), { base, margin })
    if (breachedAt !== null && breachedAt / 2 <= before) stopped++
  }
  return stopped / nExperiments
}

export interface ValidityRow {
  readonly name: string
  readonly rate: number
  readonly target: string
  readonly passes: boolean
  readonly printed: string
}

/**
 * Validity row 7: does the complaint guardrail stop a bad variant early, and a tolerable one rarely?
 * One row a scenario; a rate passes on the right side of its target by less than two Monte-Carlo errors.
 */
export function row(nExperiments: number, seed: number): readonly ValidityRow[] {
  const plan: readonly [string, GuardrailScenario, number | null, 'at least' | 'at most'][] = [
    [
      'base 0.5 %, +1 point, margin 0',
      { base: 0.005, effect: 0.01, margin: 0, perArm: 4000, before: 2000 },
      0.75,
      'at least',
    ],
    [
      'base 0.5 %, +1 point, margin 0.25',
      { base: 0.005, effect: 0.01, margin: 0.0025, perArm: 8000, before: 4000 },
      0.8,
      'at least',
    ],
    [
      'base 0.5 %, at margin 0',
      { base: 0.005, effect: 0, margin: 0, perArm: 4000, before: 4000 },
      0.05,
      'at most',
    ],
    [
      'base 0.5 %, at margin 0.25',
      { base: 0.005, effect: 0.0025, margin: 0.0025, perArm: 8000, before: 8000 },
      0.05,
      'at most',
    ],
    [
      'base 1 %, +1 point, margin 0',
      { base: 0.01, effect: 0.01, margin: 0, perArm: 4000, before: 2000 },
      null,
      'at least',
    ],
    [
      'base 2 %, +1 point, margin 0',
      { base: 0.02, effect: 0.01, margin: 0, perArm: 4000, before: 2000 },
      null,
      'at least',
    ],
  ]
  return plan.map(([name, scenario, target, side]) => {
    const rate = stoppedShare(scenario, nExperiments, seed)
    const error = Math.sqrt(((target ?? rate) * (1 - (target ?? rate))) / nExperiments)
    const passes =
      target === null || (side === 'at least' ? rate > target - 2 * error : rate < target + 2 * error)
    const words = target === null ? 'printed, not promised' : `${side} ${target}`
    const printed = `row 7  ${name}: stopped before ${scenario.before} an arm ${(100 * rate).toFixed(1)} % (${words}) ${passes ? 'ok' : 'FAILS'}`
    return { name, rate, target: words, passes, printed }
  })
}
