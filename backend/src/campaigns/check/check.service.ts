import { Inject, Injectable } from '@nestjs/common'
import { inArray } from 'drizzle-orm'
import {
  checkForNaturalPersons,
  compileSegmentsToSql,
  everyoneElse,
  fieldsOfRule,
} from '@relance/experiments'
import type { SegmentRule } from '@relance/experiments'
import { countPopulation, countSegment } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { audienceOf } from '../../calendar'
import { EntitiesService } from '../../entities/entities.service'
import { AppError } from '../../http/app-error'
import { MissingRateError, SEEDED_RATES, rateOn } from '../../legal/reference-rates'
import type { MissingRate } from '../../legal'
import { SendersService, TemplatesService } from '../../messages'
import type { Sender, Template } from '../../messages'
import { EXAMPLE_SENDER } from '../../messages/example'
import { campaigns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { AttributesService, SegmentsService } from '../../segments'
import { ruleSql } from '../../segments/attributes.service'
import { requireGoodRule } from '../../segments/rule-faults'
import { campaignDefinition } from '../campaign.contract'
import type { CampaignDefinition } from '../campaign.contract'
import type { CampaignCheck, CampaignFinding } from '../campaigns.contract'
import { ACTIVE_STATES } from '../states'
import { checkCaps } from './check-caps'
import { checkDesign } from './check-design'
import { checkLaw } from './check-law'
import { checkTexts } from './check-texts'
import { finding, placeOf } from './finding'
import { familiesOf, usesOf } from './uses'

type Population = CampaignCheck['population']
type Given = { id: string; version: number; definition: CampaignDefinition; startedAt: Date | null }
interface Segment {
  id: string
  name: string
  rule: SegmentRule
}

/** A rule that takes everybody who is known. */
export const EVERYBODY: SegmentRule = { field: 'entity', op: 'is_not_empty' }
const NATURAL = ['', 'consumer', 'sole_trader']
const RANK = { error: 0, warning: 1, note: 2 } as const

/** Everything that stands against a campaign, before anything of it is sent. */
@Injectable()
export class CheckService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly segments: SegmentsService,
    private readonly attributes: AttributesService,
    private readonly entities: EntitiesService,
    private readonly templates: TemplatesService,
    private readonly senders: SendersService,
  ) {}

  async check(campaign: Given, on: string): Promise<CampaignCheck> {
    const { definition } = campaign
    const found = checkDesign(definition, on)
    const known = await this.known(definition, found)
    const rule = this.population(definition, found)
    const population = rule === null ? [] : await this.groups(definition, rule, known, on)
    if (rule !== null) {
      found.push(...emptyOnes(definition, population))
      found.push(...(await this.naturalPersons(definition, rule, known, population)))
      found.push(...(await this.overlaps(campaign, rule, on)))
    }
    const audiences = [...new Set(population.map(({ kind }) => audienceOf(kind)))]
    found.push(...checkCaps(definition, audiences.length === 0 ? ['professional'] : audiences, on))
    const { uses, findings } = usesOf(definition, population, await this.texts(definition))
    const missingRates = missingOn(on)
    const senders = await this.identities(definition, found)
    found.push(...findings, ...(await checkTexts(uses, on)))
    const assessment = await this.attributes.assessment()
    const criteria = (segment: string | null) => [
      ...new Set([
        ...(rule === null ? [] : fieldsOfRule(rule)),
        ...known.filter(({ id }) => id === segment).flatMap((one) => fieldsOfRule(one.rule)),
      ]),
    ]
    const question = { on, definition, criteria, assessmentOn: assessment?.recorded_on ?? null, missingRates }
    for (const sender of senders) found.push(...(await checkLaw(uses, { ...question, sender })))
    for (const { rate, half_year } of missingRates)
      found.push(finding('rate_missing', null, { rate, half_year }))
    return answer(on, campaign.version, found, population)
  }

  private async known({ scenarios }: CampaignDefinition, found: CampaignFinding[]): Promise<Segment[]> {
    const ids = scenarios.flatMap(({ segment }) => (segment === null ? [] : [segment]))
    const saved = ids.length === 0 ? [] : await this.segments.list(ids)
    return scenarios.flatMap(({ segment }, index) => {
      const one = saved.find(({ id }) => id === segment)
      if (one !== undefined) return [{ id: one.id, name: one.name, rule: one.rule as SegmentRule }]
      if (segment !== null)
        found.push(finding('unknown_segment', placeOf(index + 1, segment, ''), { segment }))
      return []
    })
  }

  /** The rule of the population; null when it is wrong, which is found. */
  private population({ population }: CampaignDefinition, found: CampaignFinding[]): SegmentRule | null {
    if (population === null) return EVERYBODY
    try {
      return requireGoodRule(population)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      found.push(finding('bad_population', null, { what: error.message }))
      return null
    }
  }

  /** Everybody in the population by segment; '' is everyone else, and left out where the design has nothing for them. */
  private async groups(
    { entities, scenarios }: CampaignDefinition,
    rule: SegmentRule,
    known: readonly Segment[],
    on: string,
  ): Promise<Population> {
    const compiled = compileSegmentsToSql(known, { customerKey: ['entity_id', 'customer_id'], prefix: 's' })
    const fields = known
      .flatMap((one) => fieldsOfRule(one.rule))
      .filter((field) => !field.startsWith('invoice.'))
    const question = await this.attributes.question(on, entities)
    const rows = await countPopulation(this.warehouse, question, ruleSql(rule), { ...compiled, fields })
    const rest = scenarios.some(({ segment }) => segment === null)
    return rows
      .map((row) => ({ ...row, segment: row.segment === everyoneElse ? '' : row.segment }))
      .filter(({ segment }) => segment !== '' || rest)
  }

  private async naturalPersons(
    definition: CampaignDefinition,
    rule: SegmentRule,
    known: readonly Segment[],
    population: Population,
  ): Promise<CampaignFinding[]> {
    const allowed = (await this.attributes.assessment()) !== null
    const counted = (segment?: string) =>
      population
        .filter(
          (group) => NATURAL.includes(group.kind) && (segment === undefined || group.segment === segment),
        )
        .reduce((sum, { customers }) => sum + customers, 0)
    const judge = (judged: SegmentRule, segment: string | null, customers: number) =>
      customers === 0
        ? []
        : checkForNaturalPersons(judged, allowed).map(({ field, code }) => {
            const index = definition.scenarios.findIndex((scenario) => scenario.segment === segment)
            const place = segment === null ? null : placeOf(index + 1, segment, '')
            return finding(CODES[code], place, { field, customers })
          })
    // The population decides who is reminded at all, a segment how: both are treatment.
    return [
      ...judge(rule, null, counted()),
      ...known.flatMap((one) => judge(one.rule, one.id, counted(one.id))),
    ]
  }

  private async overlaps(campaign: Given, rule: SegmentRule, on: string): Promise<CampaignFinding[]> {
    const rows = await this.metadata.db
      .select()
      .from(campaigns)
      .where(inArray(campaigns.state, [...ACTIVE_STATES]))
    const found: CampaignFinding[] = []
    for (const other of rows) {
      if (other.id === campaign.id) continue
      const theirs = campaignDefinition.parse(other.definition)
      const entities = common(campaign.definition.entities, theirs.entities)
      if (entities === null) continue
      const both = {
        all: [rule, theirs.population === null ? EVERYBODY : requireGoodRule(theirs.population)],
      }
      const question = await this.attributes.question(on, entities)
      const { customers } = await countSegment(this.warehouse, question, ruleSql(both))
      if (customers === 0) continue
      // Of two with the same priority the older goes first, and the other has started already.
      const first = theirs.priority >= campaign.definition.priority
      const params = { customers, campaign: other.name }
      found.push(finding(first ? 'overlap_first' : 'overlap_second', null, params))
    }
    return found
  }

  private async texts(definition: CampaignDefinition): Promise<Map<string, Template[]>> {
    const found = new Map<string, Template[]>()
    for (const name of familiesOf(definition)) {
      const family = await this.templates.family(name).catch((error: unknown) => {
        if (error instanceof AppError) return null
        throw error
      })
      if (family === null) continue
      const { version, occasion, texts } = family
      const named = { family: name, occasion, version, name: family.name }
      found.set(
        name,
        texts.map((text) => ({
          ...text,
          ...named,
          id: [name, text.channel, text.tone, text.language].join('.'),
        })),
      )
    }
    return found
  }

  /** In whose name it writes, each once; an entity without identity is found, and judged with an example. */
  private async identities({ entities }: CampaignDefinition, found: CampaignFinding[]): Promise<Sender[]> {
    const asked =
      entities.length > 0 ? entities : (await this.entities.list()).entities.map(({ entity_id }) => entity_id)
    const senders: Sender[] = []
    for (const entity of asked) {
      const sender = (await this.senders.sender(entity)) ?? (await this.senders.sender(''))
      if (sender === null) found.push(finding('sender_missing', null, { entity, what: 'name, address' }))
      else senders.push(sender)
    }
    return senders.length > 0 ? senders : [EXAMPLE_SENDER]
  }
}

const CODES = {
  'segment/stand-in': 'stand_in',
  'segment/profiling-without-assessment': 'profiling_without_assessment',
  'segment/custom-field-to-review': 'custom_field_to_review',
} as const

function emptyOnes({ scenarios }: CampaignDefinition, population: Population): CampaignFinding[] {
  if (population.length === 0) return [finding('empty_population', null)]
  return scenarios.flatMap(({ segment }, index) =>
    segment === null || population.some((group) => group.segment === segment)
      ? []
      : [finding('segment_empty', placeOf(index + 1, segment, ''), { segment })],
  )
}

/** Rates of today's half-year that nobody has entered. */
function missingOn(on: string): MissingRate[] {
  return (['ecb_refinancing', 'legal_other'] as const).flatMap((rate) => {
    try {
      rateOn(SEEDED_RATES, rate, on)
      return []
    } catch (error) {
      if (error instanceof MissingRateError) return [error.missing]
      throw error
    }
  })
}

/** Entities of both; empty = all; null: none. */
function common(a: readonly string[], b: readonly string[]): string[] | null {
  if (a.length === 0) return [...b]
  if (b.length === 0) return [...a]
  const both = a.filter((entity) => b.includes(entity))
  return both.length === 0 ? null : both
}

function answer(
  on: string,
  version: number,
  found: CampaignFinding[],
  population: Population,
): CampaignCheck {
  const known = new Set<string>()
  const findings = found
    .filter((one) => {
      const key = JSON.stringify([one.code, one.place, one.message.en])
      return known.has(key) ? false : known.add(key)
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity])
  const count = (severity: CampaignFinding['severity']) =>
    findings.filter((one) => one.severity === severity).length
  return { on, version, errors: count('error'), warnings: count('warning'), findings, population }
}
