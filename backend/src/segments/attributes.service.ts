import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { compileRuleToSql, fieldsOfRule } from '@relance/experiments'
import type { SegmentRule } from '@relance/experiments'
import { customerAttributes } from '@relance/pipelines'
import type { AttributesQuestion, CustomerAttributesRow, RuleSql, Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { payerProfilesByHand, settings } from '../metadata'
import type { Metadata } from '../metadata'
import { assessment, riskModel } from './segments.contract'
import type { RiskModel } from './segments.contract'

export const ASSESSMENT = 'segments/assessment'
export const RISK_MODEL = 'segments/risk-model'
export type Assessment = z.output<typeof assessment>

/** What people have decided that bears on attributes, joined with the warehouse. */
@Injectable()
export class AttributesService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
  ) {}

  /** The question of whoever computes attributes on a day: who was rated by hand, the model, what is allowed. */
  async question(asOf: string, entityIds?: string[]): Promise<AttributesQuestion> {
    const [byHand, model, allowed] = await Promise.all([
      this.metadata.db.select().from(payerProfilesByHand),
      this.riskModel(),
      this.assessment(),
    ])
    return {
      asOf,
      entityIds: entityIds?.length ? entityIds : undefined,
      profilesByHand: byHand.map((row) => [row.entityId, row.customerId, row.profile] as const),
      risk: model?.coefficients ?? null,
      naturalPersons: allowed !== null,
    }
  }

  /** Every attribute of customers on a day, as GrowthBook's SDK reads them; the same that segments count. */
  async customers(
    asOf: string,
    entityIds?: string[],
    customerIds?: readonly string[],
  ): Promise<AsyncGenerator<CustomerAttributesRow>> {
    return customerAttributes(this.warehouse, await this.question(asOf, entityIds), customerIds)
  }

  assessment(): Promise<Assessment | null> {
    return this.setting(ASSESSMENT, assessment)
  }

  riskModel(): Promise<RiskModel | null> {
    return this.setting(RISK_MODEL, riskModel)
  }

  async keep(key: typeof ASSESSMENT | typeof RISK_MODEL, value: unknown): Promise<void> {
    if (value === null) {
      await this.metadata.db.delete(settings).where(eq(settings.key, key))
      return
    }
    await this.metadata.db
      .insert(settings)
      .values({ key, value })
      .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } })
  }

  private async setting<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | null> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, key))
    return row === undefined ? null : schema.parse(row.value)
  }
}

/**
 * A rule as the warehouse reads it. The rule is valid (see requireGoodRule).
 * @param prefix of its parameters, for several rules in one statement
 */
export function ruleSql(rule: SegmentRule, prefix = 'p'): RuleSql {
  const { sql, params } = compileRuleToSql(rule, { customerKey: ['entity_id', 'customer_id'], prefix })
  const fields = fieldsOfRule(rule).filter((field) => !field.startsWith('invoice.'))
  return { sql, params, fields }
}
