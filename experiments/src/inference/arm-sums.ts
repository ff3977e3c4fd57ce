import { requireCount, requireFinite } from '../errors'
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
  cross.sums.forEach((sum, i) => {
    requireFinite(sum, `${name} sum ${i}`)
    const square = at(cross.products[i], i)
    cross.sums.forEach((_, j) => {
      const product = requireFinite(at(cross.products[i], j), `${name} product ${i}, ${j}`)
      if (product !== at(cross.products[j], i)) throw new RangeError(`${name}: products are not symmetric`)
    })
    if (cross.binary[i] === true && (sum < 0 || sum > arm.n)) {
      throw new RangeError(`${name}: ${sum} ones among ${arm.n} units`)
    }
    if (
      arm.n === 0
        ? sum !== 0 || square !== 0
        : square - (sum * sum) / arm.n < -1e-9 * Math.abs(square) || square < 0
    ) {
      throw new RangeError(
        `${name}: sum of squares ${square} is below what the sum ${sum} of ${arm.n} units needs`,
      )
    }
  })
  return cross
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
