import type { Study, StudyContrast, StudyFamily } from '@relance/experiments'
import type { ReadStudy } from '@relance/pipelines'
import { AppError } from '../../http/app-error'

const badDesign = (message: string) => new AppError('study/bad-design', 422, message)

/** The design as the analysis takes it: names become arms, what is left out becomes the usual. */
export function studyOf(read: ReadStudy): Study {
  const { design, arms, customers, horizon } = read
  const contrasts = contrastsOf(read)
  const metrics = design.metrics.map(({ id, kind, horizon: own }) => ({ id, kind, horizon: own ?? horizon }))
  return {
    customers,
    design: {
      control: design.control,
      arms,
      weights: weightsOf(read),
      metrics,
      contrasts,
      segments: design.segments,
      covariates: design.covariates,
      clustered: typeof design.cluster === 'string',
      stratified: (design.strata ?? []).length > 0,
      alpha: design.alpha,
      sequential: design.sequential,
      plannedCustomers: design.planned_customers ?? customers.length,
      families: familiesOf(
        read,
        contrasts.map(({ name }) => name),
        metrics.map(({ id }) => id),
      ),
      correction: design.correction,
    },
  }
}

/** Every arm against the control, unless the design names its own. */
function contrastsOf({ design, arms }: ReadStudy): StudyContrast[] {
  if (design.contrasts === undefined) {
    return arms.filter((arm) => arm !== design.control).map((arm) => againstControl(arm, design.control))
  }
  return design.contrasts.map((given) => {
    const sides = typeof given === 'string' ? sidesOf(given, arms, design.control) : given
    for (const arm of [...sides.treatment, ...sides.control]) {
      if (!arms.includes(arm))
        throw badDesign(`The contrast names the arm ${arm}; there are ${arms.join(', ')}.`)
    }
    const named = typeof given === 'string' ? undefined : given.name
    return { ...sides, name: named ?? `${sides.treatment.join(' + ')} - ${sides.control.join(' + ')}` }
  })
}

const againstControl = (arm: string, control: string): StudyContrast => ({
  name: `${arm} - ${control}`,
  treatment: [arm],
  control: [control],
})

/** `A - B`, `A vs B`, or an arm alone, which is compared with the control. Names may hold blanks and hyphens. */
function sidesOf(text: string, arms: readonly string[], control: string): StudyContrast {
  const wanted = text.trim()
  if (arms.includes(wanted)) return againstControl(wanted, control)
  for (const treatment of arms) {
    for (const other of arms) {
      const forms = [' - ', ' vs ', ' vs. ', ' − ', '-', ' against ', ' versus ', '/', ':'].map(
        (between) => `${treatment}${between}${other}`,
      )
      if (forms.includes(wanted)) return { name: wanted, treatment: [treatment], control: [other] }
    }
  }
  throw badDesign(
    `The contrast "${text}" names no two arms; write it like "${arms[1] ?? 'firm'} - ${control}".`,
  )
}

function weightsOf({ design, arms }: ReadStudy): Record<string, number> {
  const { weights } = design
  if (weights === undefined) return Object.fromEntries(arms.map((arm) => [arm, 1]))
  if (!Array.isArray(weights)) {
    const missing = arms.find((arm) => weights[arm] === undefined)
    if (missing !== undefined) throw badDesign(`weights name no weight of the arm ${missing}.`)
    return Object.fromEntries(arms.map((arm) => [arm, weights[arm] ?? 0]))
  }
  const order = design.arms ?? arms
  if (weights.length !== order.length) {
    throw badDesign(`There are ${weights.length} weights for ${order.length} arms; give one for each.`)
  }
  return Object.fromEntries(order.map((arm, i) => [arm, weights[i] ?? 0]))
}

type FamilyPart = Exclude<NonNullable<ReadStudy['design']['families']>[number], readonly unknown[]>

/** One family of everything for each metric unless the design declares others. */
function familiesOf(
  { design, arms }: ReadStudy,
  contrasts: readonly string[],
  metrics: readonly string[],
): StudyFamily[] {
  const perMetric = () => metrics.map((id) => ({ contrasts, metrics: [id] }))
  const parts = (given: readonly FamilyPart[]): StudyFamily[] =>
    given.map((part) => partOf(part, { contrasts, metrics, arms, control: design.control }))
  if (design.families !== undefined) {
    return design.families.map((family) => union(parts(Array.isArray(family) ? family : [family])))
  }
  const { family } = design
  if (family === undefined || family === 'per_metric') return perMetric()
  if (family === 'all') return [{ contrasts, metrics }]
  return [union(parts(Array.isArray(family) ? family : [family]))]
}

/** Parts of one family: the names of all. */
const union = (parts: readonly StudyFamily[]): StudyFamily => ({
  contrasts: [...new Set(parts.flatMap((part) => part.contrasts))],
  metrics: [...new Set(parts.flatMap((part) => part.metrics))],
})

interface Names {
  contrasts: readonly string[]
  metrics: readonly string[]
  arms: readonly string[]
  control: string
}

/** `A - B × metric`, a contrast or a metric alone, or an object that lists them. */
function partOf(part: FamilyPart, names: Names): StudyFamily {
  if (typeof part !== 'string') {
    const asked = part.contrasts ?? part.contrast ?? 'all'
    const followed = part.metrics ?? part.metric ?? 'all'
    const listed = (given: string | readonly string[]) => (typeof given === 'string' ? [given] : given)
    return {
      contrasts: asked === 'all' ? names.contrasts : listed(asked).map((one) => contrastNamed(one, names)),
      metrics: followed === 'all' ? names.metrics : listed(followed).map((one) => metricNamed(one, names)),
    }
  }
  const [first = '', second] = part.split(/\s+[×x*]\s+/)
  if (second !== undefined) {
    return { contrasts: [contrastNamed(first, names)], metrics: [metricNamed(second, names)] }
  }
  if (names.metrics.includes(first)) return { contrasts: names.contrasts, metrics: [first] }
  return { contrasts: [contrastNamed(first, names)], metrics: names.metrics }
}

function contrastNamed(text: string, { contrasts, arms, control }: Names): string {
  if (contrasts.includes(text)) return text
  const { treatment, control: other } = sidesOf(text, arms, control)
  const name = `${treatment.join(' + ')} - ${other.join(' + ')}`
  if (contrasts.includes(name)) return name
  throw badDesign(`The family names the contrast "${text}"; there are ${contrasts.join(', ')}.`)
}

function metricNamed(text: string, { metrics }: Names): string {
  if (metrics.includes(text)) return text
  throw badDesign(`The family names the metric "${text}"; there are ${metrics.join(', ')}.`)
}
