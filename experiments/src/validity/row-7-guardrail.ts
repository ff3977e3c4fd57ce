import { type GuardrailObservation, twoProportionEProcess } from '../guardrail'
import { seededRandom } from '../simulate'
import { type ValidityRow, rateFigure } from './validity-row'

interface Scenario {
  readonly label: string
  readonly base: number
  /** True rate of the variant minus base. */
  readonly effect: number
  readonly margin: number
  readonly perArm: number
  /** An alarm counts when it comes by this many customers an arm. */
  readonly by: number
  readonly target: { readonly atLeast?: number; readonly atMost?: number; readonly besideOnly?: boolean }
}

/** In how many experiments the guardrail stops the variant in time. */
function stoppedInTime({ base, effect, margin, perArm, by }: Scenario, experiments: number): number {
  let stopped = 0
  for (let run = 0; run < experiments; run++) {
    const random = seededRandom(7_000_000 + run)
    const observations = function* (): Generator<GuardrailObservation> {
      for (let i = 0; i < 2 * perArm; i++) {
        const variant = random.uniform() < 0.5
        yield {
          arm: variant ? 'variant' : 'control',
          event: random.uniform() < (variant ? base + effect : base),
        }
      }
    }
    const { breachedAt } = twoProportionEProcess(observations(), { base, margin })
    if (breachedAt !== null && breachedAt <= 2 * by) stopped++
  }
  return stopped
}

const beside = { besideOnly: true }
const SCENARIOS: readonly Scenario[] = [
  {
    label: '+1 point, margin 0',
    base: 0.005,
    effect: 0.01,
    margin: 0,
    perArm: 4000,
    by: 2000,
    target: { atLeast: 0.75 },
  },
  {
    label: '+1 point, margin 0.25',
    base: 0.005,
    effect: 0.01,
    margin: 0.0025,
    perArm: 8000,
    by: 4000,
    target: { atLeast: 0.8 },
  },
  {
    label: 'at margin 0',
    base: 0.005,
    effect: 0,
    margin: 0,
    perArm: 4000,
    by: 4000,
    target: { atMost: 0.05 },
  },
  {
    label: 'at margin 0.25',
    base: 0.005,
    effect: 0.0025,
    margin: 0.0025,
    perArm: 8000,
    by: 8000,
    target: { atMost: 0.05 },
  },
  {
    label: '+1 point, margin 0',
    base: 0.01,
    effect: 0.01,
    margin: 0,
    perArm: 4000,
    by: 2000,
    target: beside,
  },
  {
    label: 'at margin 0',
    base: 0.01,
    effect: 0,
    margin: 0,
    perArm: 4000,
    by: 4000,
    target: { atMost: 0.05 },
  },
  {
    label: '+1 point, margin 0',
    base: 0.02,
    effect: 0.01,
    margin: 0,
    perArm: 4000,
    by: 2000,
    target: beside,
  },
]

export const guardrailRow: ValidityRow = {
  id: '7',
  title: 'Complaint guardrail: bad variants stopped early, tolerable ones rarely',
  run: (experiments) =>
    SCENARIOS.map((scenario) => {
      const label = `base ${100 * scenario.base} %, ${scenario.label}: stopped by ${scenario.by} an arm`
      return rateFigure(label, stoppedInTime(scenario, experiments), experiments, scenario.target)
    }),
}
