import crypto from 'node:crypto'
import { holdoutCell, plannedWeights } from './design'
import { unitAttribute } from './payload'
import { cutStrata, stratumOf } from './strata'
import { blockOf } from './weights'
import type { AssignmentDesign } from './design'
import type { Draw } from './draw-request'
import type { StickyDocument } from './sdk'
import type { Strata, StratumCustomer } from './strata'

const separator = '\u2016'
const sha256 = (...parts: readonly string[]) =>
  crypto.createHash('sha256').update(parts.join(separator)).digest()

/** Blocks that are being dealt at a time: strata of a few experiments. */
const KEPT_BLOCKS = 500
const kept = new Map<string, readonly number[]>()

/** The same block serves all of its places, so that its hashes are made once and not for each customer. */
function keptBlock(
  seed: string,
  stratum: string,
  block: number,
  counts: readonly number[],
): readonly number[] {
  const key = [seed, stratum, block, ...counts].join(separator)
  const known = kept.get(key)
  if (known) return known
  const made = permutedBlock(seed, stratum, block, counts)
  if (kept.size >= KEPT_BLOCKS) kept.clear()
  kept.set(key, made)
  return made
}

/** Order of the cells in one block: each place's key is a hash, so every permutation is as likely. */
function permutedBlock(
  seed: string,
  stratum: string,
  block: number,
  counts: readonly number[],
): readonly number[] {
  const places = counts.flatMap((count, cell) => Array.from({ length: count }, () => cell))
  const keyed = places.map((cell, i) => ({
    cell,
    key: sha256(seed, stratum, `block ${block}`, String(i)).toString('hex'),
  }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ cell }) => cell)
}

/**
 * Question: which cell has the n-th place of a stratum? Place counts from 0; a later arrival takes the
 * next one (the caller locks the stratum's counter). Permuted blocks keep each cell within one block
 * of its weight at every moment (Zelen 1974). Throws RangeError for weights that are none.
 */
export function cellAtPlace(
  seed: string,
  stratum: string,
  place: number,
  weights: readonly number[],
): number {
  if (!Number.isSafeInteger(place) || place < 0)
    throw new RangeError(`place must be a whole number, got ${place}`)
  const counts = blockOf(weights)
  const size = placesOf(counts)
  const cell = keptBlock(seed, stratum, Math.floor(place / size), counts)[place % size]
  if (cell === undefined) throw new RangeError('an empty block has no places')
  return cell
}

const placesOf = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)

/** Fewest customers a cell for plain hashing; segments under it are dealt within strata. */
const STRATIFY_BELOW = 400

/** Is a segment of so many customers to be dealt within strata? Worked number: 1,000 customers, 3 cells → yes. */
export function needsStratification(customers: number, cells: number): boolean {
  if (!(customers >= 0) || !(cells >= 1)) throw new RangeError('customers and cells must be counts')
  return customers < STRATIFY_BELOW * cells
}

/** The sticky-bucket document that makes the SDK return a dealt cell. */
export function stickyDocumentOf(experimentKey: string, unit: string, cell: string): StickyDocument {
  return {
    attributeName: unitAttribute,
    attributeValue: unit,
    assignments: { [`${experimentKey}__0`]: cell },
  }
}

export interface DealtCustomer {
  readonly id: string
  readonly stratum: string
  readonly place: number
  readonly draw: Draw
}

export interface Deal {
  readonly strata: Strata
  /** Next free place of each stratum, to be kept under a row lock. */
  readonly nextPlace: Readonly<Record<string, number>>
  readonly customers: readonly DealtCustomer[]
}

interface DealTarget {
  readonly design: AssignmentDesign
  readonly segment: string
  readonly holdoutEligible?: boolean
}

/**
 * Draw of the customer at one place of one stratum, as it is stored with the exposure; its probability is that of the
 * block, which the weights may fit only nearly.
 */
export function dealPlace(
  { design, segment, holdoutEligible = false }: DealTarget,
  id: string,
  stratum: string,
  place: number,
): Draw {
  const planned = plannedWeights(design, segment, holdoutEligible)
  if (planned === undefined) throw new RangeError(`segment ${segment} has no weights`)
  const name = `${segment}${holdoutEligible ? ':held' : ''}:${stratum}`
  const index = cellAtPlace(design.seed, name, place, planned.weights)
  const cell = planned.cells[index] ?? holdoutCell
  const counts = blockOf(planned.weights)
  return {
    entered: true,
    cell,
    levels: design.cells.find((c) => c.id === cell)?.levels ?? {},
    segment,
    probability: (counts[index] ?? 0) / placesOf(counts),
    epoch: design.epoch,
    holdoutPossible: planned.cells.includes(holdoutCell),
    bucket: undefined,
    sticky: false,
    document: stickyDocumentOf(design.key, id, cell),
  }
}

/**
 * Question: how is the known population of a small segment (under 400 customers a cell) assigned?
 * Within each stratum in the order of sha256(seed ‖ stratum ‖ id), cells dealt in permuted blocks: the
 * result depends on who is in the population, not on the file's order. Analysis is post-stratified.
 * Customers of one payer are one entry under the payer's id, so that they share a cell.
 * Source: campaigns-and-experiments §4; Zelen 1974. Throws RangeError for ids that repeat.
 */
export function dealPopulation(target: DealTarget, customers: readonly StratumCustomer[]): Deal {
  if (new Set(customers.map(({ id }) => id)).size !== customers.length)
    throw new RangeError('customer ids repeat')
  const planned = plannedWeights(target.design, target.segment, target.holdoutEligible ?? false)
  if (planned === undefined) throw new RangeError(`segment ${target.segment} has no weights`)
  const strata = cutStrata(customers, planned.cells.length)
  const keyed = customers.map((customer) => {
    const stratum = stratumOf(customer, strata)
    return { id: customer.id, stratum, key: sha256(target.design.seed, stratum, customer.id).toString('hex') }
  })
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  const nextPlace: Record<string, number> = {}
  const dealt = keyed.map(({ id, stratum }): DealtCustomer => {
    const place = nextPlace[stratum] ?? 0
    nextPlace[stratum] = place + 1
    return { id, stratum, place, draw: dealPlace(target, id, stratum, place) }
  })
  return { strata, nextPlace, customers: dealt }
}
