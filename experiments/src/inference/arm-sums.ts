import { requireCount } from '../errors'
import { at } from '../matrix'

/** What is compared: treatment − control in the metric's units, or that over |control|. */
export type EffectScale = 'absolute' | 'relative'

/** Sum and sum of squares of one quantity over the units of an arm. binary: values are 0 or 1. */
export interface ComponentSums {
  readonly sum: number
  readonly sumSquares: number
  /** Variance p(1 − p) instead of the n − 1 form. */
  readonly binary?: boolean
}

/** A mean per unit: euros per customer, days per customer. */
export interface MeanSums {
  readonly kind: 'mean'
  readonly n: number
  readonly sum: number
  readonly sumSquares: number
}

/** A share of units: customers who paid, customers who complained. sum = number of ones. */
export interface ProportionSums {
  readonly kind: 'proportion'
  readonly n: number
  readonly sum: number
}

/** A ratio of two totals with the unit as the cluster: cost per euro, invoices paid per invoice. */
export interface RatioSums {
  readonly kind: 'ratio'
  readonly n: number
  readonly numerator: ComponentSums
  readonly denominator: ComponentSums
  /** Σ numerator × denominator over the units. */
  readonly crossProduct: number
}

/**
 * A mean or ratio with covariates measured before the trigger.
 *
 * Order of the components: adjusted-mean [outcome, covariate 1, covariate 2, …]; adjusted-ratio
 * [numerator, denominator, earlier numerator 1, earlier denominator 1, …], each earlier pair being one
 * covariate, its ratio. products[i][j] = Σ component i × component j, symmetric.
 */
export interface AdjustedSums {
  readonly kind: 'adjusted-mean' | 'adjusted-ratio'
  readonly n: number
  readonly sums: readonly number[]
  readonly products: readonly (readonly number[])[]
  /** Which components hold only 0 and 1. */
  readonly binary?: readonly boolean[]
}

/** Sums of an arm that add over strata. */
export type ArmSums = MeanSums | ProportionSums | RatioSums | AdjustedSums

/** The one inner form: sums and cross products of all components, and how a value is made of their means. */
export interface CrossSums {
  readonly form: 'mean' | 'ratio'
  readonly n: number
  readonly sums: readonly number[]
  readonly products: readonly (readonly number[])[]
  readonly binary: readonly boolean[]
}

/**
 * Sums of an arm in the inner form. Throws RangeError on a unit count that is not whole, on numbers that
 * are not finite, on a negative variance and on components that do not fit the kind.
 */
export function toCrossSums(arm: ArmSums, name: string): CrossSums {
  requireCount(arm.n, `${name}.n`)
  const cross = convert(arm)
  const pairs = cross.form === 'ratio' ? cross.sums.length % 2 === 0 : true
  if (cross.sums.length === 0 || !pairs || cross.products.length !== cross.sums.length) {
    throw new RangeError(`${name}: components do not fit ${arm.kind}`)
  }
  const broken = firstProblem(cross)
  if (broken !== null) throw new RangeError(`${name}: ${broken}`)
  return cross
}

/** What is wrong with the sums, or null. */
function firstProblem({ n, sums, products, binary }: CrossSums): string | null {
  for (const [i, sum] of sums.entries()) {
    const square = at(products[i], i)
    for (let j = 0; j < sums.length; j++) {
      const product = at(products[i], j)
      if (!Number.isFinite(sum) || !Number.isFinite(product)) return 'sums must be finite numbers'
      if (product !== at(products[j], i)) return 'products are not symmetric'
    }
    if (binary[i] === true && (sum < 0 || sum > n)) return `${sum} ones among ${n} units`
    const short =
      n === 0 ? sum !== 0 || square !== 0 : square < 0 || square - (sum * sum) / n < -1e-9 * square
    if (short) return `sum of squares ${square} is below what the sum ${sum} of ${n} units needs`
  }
  return null
}

function convert(arm: ArmSums): CrossSums {
  switch (arm.kind) {
    case 'mean':
      return { form: 'mean', n: arm.n, sums: [arm.sum], products: [[arm.sumSquares]], binary: [false] }
    case 'proportion':
      return { form: 'mean', n: arm.n, sums: [arm.sum], products: [[arm.sum]], binary: [true] }
    case 'ratio':
      return {
        form: 'ratio',
        n: arm.n,
        sums: [arm.numerator.sum, arm.denominator.sum],
        products: [
          [arm.numerator.sumSquares, arm.crossProduct],
          [arm.crossProduct, arm.denominator.sumSquares],
        ],
        binary: [arm.numerator.binary ?? false, arm.denominator.binary ?? false],
      }
    case 'adjusted-mean':
    case 'adjusted-ratio':
      return {
        form: arm.kind === 'adjusted-mean' ? 'mean' : 'ratio',
        n: arm.n,
        sums: arm.sums,
        products: arm.products,
        binary: arm.binary ?? arm.sums.map(() => false),
      }
  }
}
