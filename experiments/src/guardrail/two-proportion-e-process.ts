import { requireCount, requireOpenProbability } from '../errors'
import { growthAlternatives } from './growth-alternatives'

/** One customer whose window is over, in trigger order. */
export interface GuardrailObservation {
  readonly arm: 'control' | 'variant'
  /** Did he complain (opt out, dispute …) within the window? */
  readonly event: boolean
}

export interface GuardrailOptions {
  /** Historical rate of the event per customer and window, a share. */
  readonly base: number
  /** Share by which the variant may be worse (0.0025 = a quarter of a point). Fixed before launch. */
  readonly margin: number
  /** Customers of control and variant in one block, in the ratio of the arms' weights. Default 1 and 1. */
  readonly block?: readonly [controls: number, variants: number]
  /** Error rate of this guardrail of this variant over the whole experiment. Default 0.05. */
  readonly alpha?: number
}

export interface GuardrailResult {
  /** Has the e-process ever reached 1/alpha? Then the variant is paused. */
  readonly breached: boolean
  /** Observations read when it first did. */
  readonly breachedAt: number | null
  /** E-process now and its highest value so far; 1/highest is an anytime-valid p. */
  readonly eValue: number
  readonly highest: number
  readonly p: number
  readonly threshold: number
  readonly blocks: number
  readonly control: ArmCount
  readonly variant: ArmCount
}

export interface ArmCount {
  readonly customers: number
  readonly events: number
}

/**
 * Question: is the variant's rate of a rare bad event above the control's by more than a margin, asked
 * at every moment without losing the error rate?
 * Assumptions: customers come in trigger order with complete windows; which arm each is in was drawn;
 * outcomes are independent between payers; base and margin were fixed before launch.
 * Formula: customers of both arms fill blocks of n_a + n_b; each block multiplies, for each alternative,
 * Π p_{a*}(y)·Π p_{b*}(y) / (Π p_{a°}(y)·Π p_{a° + margin}(y)); the nine products are averaged. The
 * average is a test martingale under every rate pair of the null; it breaches at 1/alpha (Ville 1939).
 * Source: Turner, Ly & Grünwald 2024; with a margin Turner & Grünwald 2023. Array method: trigger order
 * matters, sums do not do. Units: shares. Throws RangeError for a base or alpha outside (0, 1).
 * Worked number: base 0.5 %, margin 0, 60 pairs where 8 variants and no control had the event → E = 25.0999, breached.
 */
export function twoProportionEProcess(
  observations: Iterable<GuardrailObservation>,
  options: GuardrailOptions,
): GuardrailResult {
  const { base, margin, block = [1, 1] as const, alpha = 0.05 } = options
  const [blockControls, blockVariants] = block
  requireCount(blockControls, 'controls of a block', 1)
  requireCount(blockVariants, 'variants of a block', 1)
  const threshold = 1 / requireOpenProbability(alpha, 'alpha')
  const bets = growthAlternatives(base, margin, block)
  const logs = bets.map(() => 0)
  // Outcomes wait here until their block is full; index = next to use.
  const waiting = { control: new Waiting(), variant: new Waiting() }
  let read = 0
  let blocks = 0
  let eValue = 1
  let highest = 1
  let breachedAt: number | null = null
  for (const { arm, event } of observations) {
    read++
    waiting[arm].add(event)
    if (waiting.control.length < blockControls || waiting.variant.length < blockVariants) continue
    const controlEvents = waiting.control.take(blockControls)
    const variantEvents = waiting.variant.take(blockVariants)
    blocks++
    eValue = 0
    bets.forEach((bet, i) => {
      const log =
        (logs[i] ?? 0) +
        controlEvents * bet.logControlEvent +
        (blockControls - controlEvents) * bet.logControlNone +
        variantEvents * bet.logVariantEvent +
        (blockVariants - variantEvents) * bet.logVariantNone
      logs[i] = log
      eValue += Math.exp(log) / bets.length
    })
    highest = Math.max(highest, eValue)
    if (breachedAt === null && eValue >= threshold) breachedAt = read
  }
  return {
    breached: breachedAt !== null,
    breachedAt,
    eValue,
    highest,
    p: Math.min(1, 1 / highest),
    threshold,
    blocks,
    control: waiting.control.count,
    variant: waiting.variant.count,
  }
}

/** Outcomes of one arm in trigger order, and what was counted of them. */
class Waiting {
  private outcomes: boolean[] = []
  private next = 0
  private customers = 0
  private events = 0

  get length(): number {
    return this.outcomes.length - this.next
  }

  get count(): ArmCount {
    return { customers: this.customers, events: this.events }
  }

  add(event: boolean): void {
    this.outcomes.push(event)
    this.customers++
    if (event) this.events++
  }

  take(count: number): number {
    let events = 0
    for (let i = 0; i < count; i++) if (this.outcomes[this.next++]) events++
    if (this.next > 1024) {
      this.outcomes = this.outcomes.slice(this.next)
      this.next = 0
    }
    return events
  }
}
