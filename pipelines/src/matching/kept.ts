import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Warehouse } from '../warehouse/warehouse'
import { AMOUNT_ALONE, AT_MOST, DOUBT, NEAR, SIMILAR, SURE } from './confidence'
import type { Scope } from './scope'

/** To be raised with each change of the code after which the same data would be matched otherwise. */
const RULES_OF_CODE = 1
/** What was matched by other rules is matched anew as a whole. */
export const RULES = createHash('sha256')
  .update(JSON.stringify([RULES_OF_CODE, DOUBT, AT_MOST, AMOUNT_ALONE, NEAR, SIMILAR, SURE]))
  .digest('hex')
  .slice(0, 16)

const OF_SCOPE = 'entity_id = {entity: String} AND currency = {currency: String}'
export const paramsOf = ({ entityId, currency }: Scope) => ({ entity: entityId, currency })

/** SQL: rows of a kept table that belong to the scope of the run. */
export const keptRows = (table: 'inputs' | 'steps' | 'left'): string =>
  `(SELECT * FROM bank_matching_${table} WHERE ${OF_SCOPE})`

/** Fingerprint of all that can change what is matched: every load in its state, every decision of a person. */
interface Inputs {
  loads: bigint
  decisions: string
}

export async function readInputs(warehouse: Warehouse): Promise<Inputs> {
  const [decided] = await warehouse.query({
    name: 'matching-inputs-decided',
    sql: `SELECT concat(toString(count()), '-', toString(max(revision))) AS decisions FROM bank_decisions`,
    row: z.object({ decisions: z.string() }),
  })
  return { loads: await loadsMark(warehouse), decisions: decided?.decisions ?? '' }
}

/** The loads that a run made itself are no reason for another one. */
export async function withOwnLoads(
  warehouse: Warehouse,
  { loads, decisions }: Inputs,
  own: readonly string[],
): Promise<Inputs> {
  return { loads: own.length === 0 ? loads : loads ^ (await loadsMark(warehouse, own)), decisions }
}

async function loadsMark(warehouse: Warehouse, only: readonly string[] = []): Promise<bigint> {
  const [row] = await warehouse.query({
    name: 'matching-inputs',
    sql: `SELECT toString(groupBitXor(cityHash64(toString(batch_id), state, revision))) AS mark FROM loads FINAL
      WHERE empty({only: Array(String)}) OR toString(batch_id) IN {only: Array(String)}`,
    params: { only },
    row: z.object({ mark: z.string() }),
  })
  return BigInt(row?.mark ?? 0)
}

export const markOf = ({ loads, decisions }: Inputs): string => `${loads}-${decisions}`

/** Rules and inputs of the last run; empty where there was none. */
export async function readRun(
  warehouse: Warehouse,
  scope: Scope,
): Promise<{ rules: string; inputs: string }> {
  const [row] = await warehouse.query({
    name: 'matching-run',
    sql: `SELECT rules, inputs FROM bank_matching_runs FINAL WHERE ${OF_SCOPE}`,
    params: paramsOf(scope),
    row: z.object({ rules: z.string(), inputs: z.string() }),
  })
  return row ?? { rules: '', inputs: '' }
}

let lastRevision = 0

export async function writeRun(
  warehouse: Warehouse,
  scope: Scope,
  run: { rules: string; inputs: string },
): Promise<void> {
  lastRevision = Math.max(lastRevision + 1, Date.now() * 1000)
  const { entityId: entity_id, currency } = scope
  await warehouse.insert({
    name: 'matching-run-write',
    table: `${warehouse.database}.bank_matching_runs`,
    format: 'JSONEachRow',
    body: [{ entity_id, currency, ...run, revision: lastRevision }],
  })
}

const KEPT = {
  inputs: 'SELECT kind, id, fingerprint FROM matching_now',
  steps: `SELECT s.round, s.event_id, s.kind, s.customer_id, s.parts, s.payment_id, s.confidence, s.reasons, s.key,
      s.event_id IN (SELECT event_id FROM matching_sure), e.name_key, e.iban
    FROM matching_steps AS s INNER JOIN matching_entries AS e ON e.event_id = s.event_id`,
  left: 'SELECT customer_id, invoice_id, units FROM matching_left',
}

/** Keeps what the run found and from what. A run that is cut short in here is no base for the next one. */
export async function keepRun(warehouse: Warehouse, scope: Scope): Promise<void> {
  await writeRun(warehouse, scope, { rules: '', inputs: '' })
  for (const [table, select] of Object.entries(KEPT)) {
    await warehouse.command({
      name: 'matching-forget',
      sql: `ALTER TABLE bank_matching_${table} DROP PARTITION tuple({entity: String}, {currency: String})`,
      params: paramsOf(scope),
    })
    await warehouse.command({
      name: `matching-keep-${table}`,
      sql: `INSERT INTO bank_matching_${table} SELECT {entity: String}, {currency: String}, * FROM (${select})`,
      params: paramsOf(scope),
    })
  }
  await writeRun(warehouse, scope, { rules: RULES, inputs: '' })
}
