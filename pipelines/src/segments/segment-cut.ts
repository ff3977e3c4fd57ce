import { randomUUID } from 'node:crypto'
import { parameters } from './segments'
import { withAttributes } from './statement'
import type { AttributesQuestion, RuleSql } from './types'
import type { Warehouse } from '../warehouse/warehouse'
import placeSql from './segment-cut.sql?raw'

/** The segments by which figures are parted; a customer may fit several, or none. */
export interface SegmentCut {
  /** rules with parameters of their own each */
  segments: readonly { id: string; rule: RuleSql }[]
  /** what bears on the attributes that rules name */
  attributes: Omit<AttributesQuestion, 'asOf' | 'entityIds'>
}

/** Who is in which segment, as statements look it up. */
export interface PlacedSegments {
  computing: string
  ids: readonly string[]
}

export const nowherePlaced: PlacedSegments = { computing: '', ids: [] }

/**
 * Works out who is in which segment on a day.
 * @throws WarehouseError
 */
export async function placeSegments(
  warehouse: Warehouse,
  { segments, attributes }: SegmentCut,
  asOf: string,
  entityIds: readonly string[],
): Promise<PlacedSegments> {
  if (segments.length === 0) return nowherePlaced
  const computing = randomUUID()
  const fits = segments.map(({ rule }, n) => `if(${rule.sql}, {segment${n}: String}, '')`)
  const statement = placeSql.replaceAll('{segments}', () => fits.join(', '))
  const fields = segments.flatMap(({ rule }) => rule.fields)
  await warehouse.command({
    name: 'segment-places',
    sql: `INSERT INTO relance.segment_places (computing, segment, entity_id, customer_id)
${withAttributes(statement, fields)}`,
    params: {
      ...parameters({ ...attributes, asOf, entityIds: [...entityIds] }),
      ...Object.assign({}, ...segments.map(({ rule }) => rule.params)),
      ...placeParameters({ computing, ids: segments.map(({ id }) => id) }),
    },
    // on a cluster: what is read next is there already
    settings: { distributed_foreground_insert: 1 },
  })
  return { computing, ids: segments.map(({ id }) => id) }
}

/** Server parameters of placeColumn. */
export const placeParameters = ({ computing, ids }: PlacedSegments): Record<string, string> => ({
  computing,
  ...Object.fromEntries(ids.map((id, n) => [`segment${n}`, id])),
})

/** An expression that repeats a row for each segment of its customer; empty text where he is in none. */
export function placeColumn({ ids }: PlacedSegments, customer: string): string {
  if (ids.length === 0) return "''"
  const own = ids.map(
    (_, n) => `if(${inSegment(`{segment${n}: String}`, customer)}, {segment${n}: String}, '')`,
  )
  const all = `arrayFilter(fits -> fits != '', [${own.join(', ')}])`
  return `arrayJoin(if(empty(${all}), [''], ${all}))`
}

/** A condition over entity_id and customer_id: who is in a segment, or with an empty id in none. */
export function segmentFilter({ ids }: PlacedSegments, id: string): string {
  if (id === '')
    return ids.map((_, n) => `NOT ${inSegment(`{segment${n}: String}`, 'customer_id')}`).join(' AND ') || '1'
  return ids.includes(id) ? inSegment(`{segment${ids.indexOf(id)}: String}`, 'customer_id') : '0'
}

const inSegment = (segment: string, customer: string): string =>
  `(entity_id, ${customer}) IN (SELECT entity_id, customer_id FROM relance.segment_places WHERE computing = {computing: String} AND segment = ${segment})`
