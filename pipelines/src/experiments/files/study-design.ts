import { parse } from 'yaml'
import { z } from 'zod'
import { StudyError } from './study-error'

const column = z.string().trim().min(1)
const list = z.union([column.transform((one) => [one]), z.array(column)])
const isoDay = z
  .union([z.string(), z.date().transform((date) => date.toISOString().slice(0, 10))])
  .pipe(z.iso.date())
const name = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const names = z.union([name.transform((one) => [one]), z.array(name)])

/** `firm - today`, `firm vs today`, or both sides by name; a side of several arms is their union. */
const contrast = z.union([
  z.string(),
  z.strictObject({ name: z.string().optional(), treatment: names, control: names }),
])
const familyPart = z.union([
  z.string(),
  z.strictObject({
    contrast: z.string().optional(),
    contrasts: z.union([z.literal('all'), z.array(z.string())]).optional(),
    metric: z.string().optional(),
    metrics: z.union([z.literal('all'), z.array(z.string())]).optional(),
  }),
])

const metric = z.strictObject({
  id: z.string().trim().min(1),
  kind: z.enum([
    'proportion',
    'mean',
    'ratio',
    'euro_share',
    'restricted_mean',
    'any_payment',
    'paid_in_full',
    'amount',
  ]),
  /** of exposures; a ratio names two: above and below the line */
  column: list.optional(),
  numerator: column.optional(),
  denominator: column.optional(),
  /** type of an event of the events file, counted (proportion: whether there is any) */
  event: column.optional(),
  horizon: z.number().int().min(1).max(1000).optional(),
  /** bounds fixed before launch: [lowest, highest], or the highest alone */
  winsorise: z
    .union([z.number().transform((high) => [-1e300, high] as const), z.tuple([z.number(), z.number()])])
    .optional(),
})
export type DesignMetric = z.output<typeof metric>

/** design.yml as written; every field of it and nothing else. */
export const studyDesignFile = z.strictObject({
  /** column of the customer's id, where it is not `customer_id` */
  unit: column.optional(),
  /** other names of columns of the exposures file */
  columns: z
    .strictObject({
      customer_id: column.optional(),
      variant: column.optional(),
      exposed_at: column.optional(),
      amount: column.optional(),
    })
    .default({}),
  control: name,
  arms: z
    .union([z.array(name), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))])
    .optional(),
  weights: z.union([z.array(z.number().positive()), z.record(z.string(), z.number().positive())]).optional(),
  cluster: z.union([column, z.null()]).optional(),
  strata: z.union([list, z.null()]).optional(),
  segments: list.default([]),
  covariates: list.default([]),
  horizon_days: z.number().int().min(1).max(1000).optional(),
  as_of: isoDay.optional(),
  alpha: z.number().gt(0).lt(1).default(0.05),
  sequential: z.enum(['fixed', 'anytime']).default('fixed'),
  planned_customers: z.number().int().min(2).optional(),
  contrasts: z.array(contrast).optional(),
  family: z.union([z.literal('per_metric'), z.literal('all'), familyPart, z.array(familyPart)]).optional(),
  /** several families, each controlled by itself */
  families: z.array(z.union([familyPart, z.array(familyPart)])).optional(),
  correction: z.enum(['none', 'holm', 'bh', 'max_t']).default('none'),
  metrics: z.array(metric).min(1),
  before: z.enum(['exclude_payment', 'count', 'exclude_customer']).default('exclude_payment'),
  name: z.string().optional(),
  note: z.string().optional(),
})
export type StudyDesignFile = z.output<typeof studyDesignFile>

/** @throws StudyError `study/bad-design` that names every fault */
export function readStudyDesign(text: string, fileName: string): StudyDesignFile {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new StudyError('study/bad-design', `${fileName} is not YAML: ${(error as Error).message}`)
  }
  const read = studyDesignFile.safeParse(value)
  if (read.success) return read.data
  const faults = read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new StudyError('study/bad-design', `${fileName} is no design:\n  ${faults.join('\n  ')}`)
}
