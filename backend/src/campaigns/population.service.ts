import { Inject, Injectable } from '@nestjs/common'
import { compileSegmentsToSql, everyoneElse, fieldsOfRule } from '@relance/experiments'
import type { SegmentRule } from '@relance/experiments'
import { countPopulation, populationMembers } from '@relance/pipelines'
import type { AttributesQuestion, PopulationGroup, RuleSql, Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../app/tokens'
import { AttributesService, SegmentsService } from '../segments'
import { ruleSql } from '../segments/attributes.service'
import { requireGoodRule } from '../segments/rule-faults'
import type { CampaignDefinition } from './campaign.contract'
import { EVERYONE, MemberList } from './members'
import type { Members } from './members'

/** A saved segment that a design names. */
export interface NamedSegment {
  readonly id: string
  readonly name: string
  readonly rule: SegmentRule
}

/** A rule that takes everybody who is known. */
export const EVERYBODY: SegmentRule = { field: 'entity', op: 'is_not_empty' }

/** @throws AppError `segments/bad-rule` */
export const populationRule = ({ population }: CampaignDefinition): SegmentRule =>
  population === null ? EVERYBODY : requireGoodRule(population)

/** Who is in a campaign on a day, and in which of its segments. */
@Injectable()
export class PopulationService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly segments: SegmentsService,
    private readonly attributes: AttributesService,
  ) {}

  /** The saved segments that a design names, in its order; unknown ones are left out. */
  async named({ scenarios }: CampaignDefinition): Promise<NamedSegment[]> {
    const ids = scenarios.flatMap(({ segment }) => (segment === null ? [] : [segment]))
    const saved = ids.length === 0 ? [] : await this.segments.list(ids)
    return ids.flatMap((id) => {
      const one = saved.find((segment) => segment.id === id)
      return one === undefined ? [] : [{ id, name: one.name, rule: one.rule as SegmentRule }]
    })
  }

  /** Who is in the campaign on a day and in which segment, as the warehouse is asked; `everyoneElse` is the rest. */
  async statement(
    definition: CampaignDefinition,
    on: string,
  ): Promise<{ question: AttributesQuestion; rule: RuleSql; segment: RuleSql }> {
    const question = await this.attributes.question(on, definition.entities)
    const segment = segmentSql(await this.named(definition))
    return { question, rule: ruleSql(populationRule(definition)), segment }
  }

  /** Customers by segment, kind, language and country; '' is everyone else, left out where nothing is meant for them. */
  async groups(definition: CampaignDefinition, on: string): Promise<PopulationGroup[]> {
    const { question, rule, segment } = await this.statement(definition, on)
    const rows = await countPopulation(this.warehouse, question, rule, segment)
    return rows.map(withRest).filter(meant(definition))
  }

  /** Who is in the campaign on a day, and in which of its segments. */
  async members(definition: CampaignDefinition, on: string): Promise<Members> {
    if (isForEveryone(definition)) return EVERYONE
    const { question, rule, segment } = await this.statement(definition, on)
    const isMeant = meant(definition)
    const members = new MemberList()
    for await (const rows of populationMembers(this.warehouse, question, rule, segment)) {
      for (const row of rows) {
        const found = withRest(row)
        if (isMeant(found)) members.add(found.entity_id, found.customer_id, found.segment)
      }
    }
    return members
  }
}

/** Without a population of its own and without segments; which creditors are meant is asked apart. */
export const isForEveryone = ({ population, scenarios }: CampaignDefinition): boolean =>
  population === null && scenarios.length > 0 && scenarios.every(({ segment }) => segment === null)

/** Its parameters begin with another letter than those of the population's rule. */
function segmentSql(named: readonly NamedSegment[]): RuleSql {
  const options = { customerKey: ['entity_id', 'customer_id'], prefix: 's' }
  const fields = named
    .flatMap(({ rule }) => fieldsOfRule(rule))
    .filter((field) => !field.startsWith('invoice.'))
  return { ...compileSegmentsToSql([...named], options), fields }
}

const withRest = <T extends { segment: string }>(row: T): T =>
  row.segment === everyoneElse ? { ...row, segment: '' } : row
const meant = ({ scenarios }: CampaignDefinition) => {
  const rest = scenarios.some(({ segment }) => segment === null)
  return ({ segment }: { segment: string }) => rest || segment !== ''
}
