import type { Warehouse } from '../warehouse/warehouse'
import { NEAR } from './confidence'
import type { Scope } from './scope'

const MOST_LISTED = 4

/**
 * One row = one unsure proposal with its place and what is displayed. Of the proposals of one entry only one can be
 * right: where the best has rivals within NEAR, they share its confidence by the weight of each, and none that is
 * less likely is shown above them. Places and what is sure go by the confidence itself.
 */
const UNSURE = `SELECT *, toFloat64(round(if(near, own, least(confidence, least_own)), 4)) AS shown
  FROM
  (
    SELECT *, best * confidence / sumIf(confidence, near) OVER entry AS own, minIf(best * confidence, near) OVER entry / sumIf(confidence, near) OVER entry AS least_own
    FROM
    (
      SELECT *, confidence > best - ${NEAR} AS near
      FROM
      (
        SELECT *, max(confidence) OVER (PARTITION BY event_id) AS best,
          row_number() OVER (PARTITION BY event_id ORDER BY confidence DESC, key) AS place
        FROM matching_found WHERE event_id NOT IN (SELECT event_id FROM matching_sure)
      )
    )
    WINDOW entry AS (PARTITION BY event_id)
  )
  WHERE place <= ${MOST_LISTED}`

/** Proposals of entries that this run had no reason to compare again. */
const KEPT = `INSERT INTO bank_proposals_stage SELECT * FROM bank_proposals
  WHERE entity_id = {entity: String} AND currency = {currency: String} AND sure = 0
    AND event_id IN (SELECT event_id FROM matching_waiting WHERE units > 0)
    AND event_id NOT IN (SELECT event_id FROM matching_live) AND event_id NOT IN (SELECT event_id FROM matching_sure)`

/** Puts the proposals of the run in place of those before, all at once. */
export async function publish(warehouse: Warehouse, { entityId, currency }: Scope): Promise<void> {
  await warehouse.command({ name: 'matching-stage', sql: 'TRUNCATE TABLE bank_proposals_stage' })
  const amounts = `arrayMap(p -> (p.1, CAST(toDecimal128(p.2, 4) / 10000, 'Decimal(18, 4)')), parts)`
  await warehouse.command({
    name: 'matching-publish',
    sql: `INSERT INTO bank_proposals_stage
      SELECT {entity: String}, {currency: String}, event_id, toUInt8(place), key, kind, customer_id, ${amounts}, payment_id,
        toDecimal64(toString(confidence), 4), toDecimal64(toString(shown), 4), reasons, sure
      FROM
      (
        SELECT event_id, place, key, kind, customer_id, parts, payment_id, confidence, shown, reasons, 0 AS sure FROM (${UNSURE})
        UNION ALL
        SELECT event_id, 1, key, kind, customer_id, parts, payment_id, confidence, confidence, reasons, 1 FROM matching_sure
      )`,
    params: { entity: entityId, currency },
  })
  await warehouse.command({
    name: 'matching-publish-kept',
    sql: KEPT,
    params: { entity: entityId, currency },
  })
  await warehouse.command({
    name: 'matching-swap',
    sql: `ALTER TABLE bank_proposals REPLACE PARTITION tuple({entity: String}, {currency: String}) FROM bank_proposals_stage`,
    params: { entity: entityId, currency },
    settings: { allow_replace_partition_from_empty_source: 1 },
  })
}
