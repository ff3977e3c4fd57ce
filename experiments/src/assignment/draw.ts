import { compileRuleToGrowthBook, compileSegmentToGrowthBook, everyoneElse } from '../segments'
import { holdoutCell, plannedWeights, requireAssignmentDesign } from './design'
import { exportPayload, holdoutAttribute, notHeldOut, unitAttribute } from './payload'
import { meetsCondition, OfflineGrowthBook } from './sdk'
import type { CustomerAttributes } from '../segments'
import type { Draw, DrawRequest, NoDraw } from './draw-request'
import type { AssignmentDesign } from './design'
import type { GrowthBookPayload } from './sdk'

type CellExperiment = Parameters<OfflineGrowthBook['runExperiment']>[0]

/**
 * The payload's rules by id, without their conditions: population and segment are known when one is run, and
 * running one rule instead of the feature takes half the time.
 */
function experimentsOf(payload: GrowthBookPayload, key: string): ReadonlyMap<string, CellExperiment> {
  return new Map(
    (payload.features?.[key]?.rules ?? []).map(({ id = '', condition: _, ...rule }) => [
      id,
      rule as CellExperiment,
    ]),
  )
}

/** Draws cells of one experiment; build once, call for each customer on his trigger day. */
export class CellDrawer {
  readonly payload: GrowthBookPayload
  private readonly design: AssignmentDesign
  private readonly sdk: OfflineGrowthBook
  private readonly conditions
  private readonly population
  private readonly experiments: ReadonlyMap<string, CellExperiment>

  /** Throws RangeError for an invalid design (weights that do not sum to 1, unknown segment …). */
  constructor(design: unknown) {
    this.design = requireAssignmentDesign(design)
    this.payload = exportPayload(this.design)
    this.sdk = new OfflineGrowthBook(this.payload)
    const { population } = this.design
    this.population = population === undefined ? undefined : compileRuleToGrowthBook(population)
    this.experiments = experimentsOf(this.payload, this.design.key)
    this.conditions = [...this.design.segments, undefined].map((segment, position) => ({
      segment: segment?.id ?? everyoneElse,
      condition: compileSegmentToGrowthBook(this.design.segments, position),
    }))
  }

  /** Id of the first segment that fits the customer now, or `everyone_else`. */
  segmentOf(customer: CustomerAttributes): string {
    return (
      this.conditions.find(({ condition }) => meetsCondition(customer, condition))?.segment ?? everyoneElse
    )
  }

  /**
   * Question: which cell does this customer get, and with what probability?
   * Eligibility comes first, even before an earlier draw: the SDK skips conditions once a bucket is
   * sticky. An earlier draw keeps cell, segment, probability and epoch.
   */
  draw(request: DrawRequest): Draw | NoDraw {
    const { customer, previous } = request
    if (!request.eligible) return { entered: false, reason: 'not_eligible' }
    if (this.population !== undefined && !meetsCondition(customer, this.population)) {
      return { entered: false, reason: 'not_in_population' }
    }
    const segment = previous?.segment ?? this.segmentOf(customer)
    const holdoutPossible = this.design.holdoutShare !== undefined && request.holdoutEligible === true
    const planned = plannedWeights(this.design, segment, holdoutPossible)
    if (previous === undefined && planned === undefined)
      return { entered: false, reason: 'segment_not_tested' }
    const unit = request.payer ?? customer.id
    const attributes = {
      ...customer,
      [unitAttribute]: unit,
      [holdoutAttribute]: request.holdoutEligible === true,
    }
    const documents = previous === undefined ? [] : [previous.document]
    const experiment = this.experimentOf(segment, request.holdoutEligible === true)
    const { result: drawn, stickyDocuments } = this.sdk.runExperiment(experiment, {
      attributes,
      stickyDocuments: documents,
    })
    if (!drawn.inExperiment || drawn.hashUsed !== true) return this.leftOut(attributes)
    const cell = drawn.key
    if (previous !== undefined) {
      const honoured = drawn.stickyBucketUsed === true && cell === previous.cell
      return honoured ? { ...previous, sticky: true } : { entered: false, reason: 'unknown_sticky_cell' }
    }
    const document = stickyDocuments.find(({ attributeValue }) => attributeValue === unit)
    const place = planned?.cells.indexOf(cell) ?? -1
    const probability = planned?.weights[place]
    if (document === undefined || probability === undefined)
      return { entered: false, reason: 'unknown_sticky_cell' }
    return {
      entered: true,
      cell,
      levels: this.levelsOf(cell),
      segment,
      probability,
      epoch: this.design.epoch,
      holdoutPossible,
      bucket: drawn.bucket,
      sticky: false,
      document,
    }
  }

  /** Factor levels of a cell; none for the holdout. Throws RangeError for an unknown cell. */
  levelsOf(cell: string): Readonly<Record<string, string>> {
    if (cell === holdoutCell) return {}
    const found = this.design.cells.find(({ id }) => id === cell)
    if (found === undefined) throw new RangeError(`no cell is called ${cell}`)
    return found.levels
  }

  /** The payload's rule of a segment; for a frozen segment that is no longer tested, any: the bucket is sticky. */
  private experimentOf(segment: string, holdoutEligible: boolean): CellExperiment {
    const own =
      this.experiments.get(holdoutEligible ? segment : `${segment}${notHeldOut}`) ??
      this.experiments.get(segment)
    const [first] = this.experiments.values()
    const experiment = own ?? first
    if (experiment === undefined) throw new RangeError('no segment is tested')
    return experiment
  }

  private leftOut(attributes: Readonly<Record<string, unknown>>): NoDraw {
    const { exclusion, key } = this.design
    if (exclusion === undefined) return { entered: false, reason: 'not_covered' }
    const filters = [{ ...exclusion, hashVersion: 2, attribute: unitAttribute }]
    const probe = {
      key,
      hashVersion: 2,
      hashAttribute: unitAttribute,
      filters,
      variations: [0, 1] as [number, number],
    }
    const inside = this.sdk.runExperiment(probe, { attributes }).result.inExperiment
    return { entered: false, reason: inside ? 'not_covered' : 'excluded' }
  }
}
