import { Inject, Injectable } from '@nestjs/common'
import { inArray } from 'drizzle-orm'
import { checkForNaturalPersons, fieldsOfRule } from '@relance/experiments'
import type { SegmentRule } from '@relance/experiments'
import { previewSegment } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { audienceOf } from '../../calendar'
import { ContactPolicyService } from '../../contact-policy/contact-policy.service'
import { toPolicy } from '../../contact-policy/policy'
import { EntitiesService } from '../../entities/entities.service'
import { AppError } from '../../http/app-error'
import { ReferenceRatesService } from '../../legal/reference-rates.service'
import { SendersService, TemplatesService } from '../../messages'
import type { Sender, Template } from '../../messages'
import { EXAMPLE_SENDER } from '../../messages/example'
import { campaigns } from '../../metadata'
import type { Metadata } from '../../metadata'
import { AttributesService } from '../../segments'
import { ruleSql } from '../../segments/attributes.service'
import { campaignDefinition } from '../campaign.contract'
import type { CampaignDefinition } from '../campaign.contract'
import type { CampaignCheck, CampaignFinding } from '../campaigns.contract'
import { PopulationService, populationRule } from '../population.service'
import type { NamedSegment } from '../population.service'
import { ACTIVE_STATES } from '../states'
import { checkCaps } from './check-caps'
import { checkDesign } from './check-design'
import { checkLaw } from './check-law'
import { checkTexts } from './check-texts'
import { finding, placeOf } from './finding'
import { familiesOf, usesOf } from './uses'
import type { Texts } from './uses'

type Population = CampaignCheck['population']
interface Given {
  id: string
  version: number
  definition: CampaignDefinition
  startedAt: Date | null
  /** texts that are pinned; else those of today */
  texts?: Texts
}

const NATURAL = ['', 'consumer', 'sole_trader']
const RANK = { error: 0, warning: 1, note: 2 } as const

/** Everything that stands against a campaign, before anything of it is sent. */
@Injectable()
export class CheckService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly populations: PopulationService,
    private readonly attributes: AttributesService,
    private readonly entities: EntitiesService,
    private readonly templates: TemplatesService,
    private readonly senders: SendersService,
    private readonly rates: ReferenceRatesService,
    private readonly policies: ContactPolicyService,
  ) {}

  async check(campaign: Given, on: string): Promise<CampaignCheck> {
    const { definition } = campaign
    const found = checkDesign(definition, on)
    const known = await this.known(definition, found)
    const rule = this.population(definition, found)
    const population = rule === null ? [] : await this.populations.groups(definition, on)
    if (rule !== null) {
      found.push(...emptyOnes(definition, population))
      found.push(...this.naturalPersons(definition, rule, known, population))
      found.push(...(await this.overlaps(campaign, rule, on)))
    }
    const audiences = [...new Set(population.map(({ kind }) => audienceOf(kind)))]
    const policy = toPolicy(await this.policies.get())
    found.push(...checkCaps(definition, audiences.length === 0 ? ['professional'] : audiences, on, policy))
    const { uses, findings } = usesOf(
      definition,
      population,
      campaign.texts ?? (await this.texts(definition)),
    )
    const missingRates = await this.rates.missing(on)
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
    return answer(on, campaign.version, found, population)
  }

  private async known(definition: CampaignDefinition, found: CampaignFinding[]): Promise<NamedSegment[]> {
    const known = await this.populations.named(definition)
    for (const [index, { segment }] of definition.scenarios.entries()) {
      if (segment === null || known.some(({ id }) => id === segment)) continue
      found.push(finding('unknown_segment', placeOf(index + 1, segment, ''), { segment }))
    }
    return known
  }

  /** The rule of the population; null when it is wrong, which is found. */
  private population(definition: CampaignDefinition, found: CampaignFinding[]): SegmentRule | null {
    try {
      return populationRule(definition)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      found.push(finding('bad_population', null, { what: error.message }))
      return null
    }
  }

  /** Fields of which only a person can say what they stand for; the others are judged by the rules of law. */
  private naturalPersons(
    { scenarios }: CampaignDefinition,
    rule: SegmentRule,
    known: readonly NamedSegment[],
    population: Population,
  ): CampaignFinding[] {
    const people = population.filter(({ kind }) => NATURAL.includes(kind))
    const judge = (judged: SegmentRule, segment: string | null) => {
      const group = people.filter((one) => segment === null || one.segment === segment)
      const customers = group.reduce((sum, one) => sum + one.customers, 0)
      const index = scenarios.findIndex((scenario) => scenario.segment === segment)
      const place = segment === null ? null : placeOf(index + 1, segment, '')
      return checkForNaturalPersons(judged, true)
        .filter(({ code }) => customers > 0 && code === 'segment/custom-field-to-review')
        .map(({ field }) => finding('custom_field_to_review', place, { field, customers }))
    }
    // The population decides who is reminded at all, a segment how: both are treatment.
    return [...judge(rule, null), ...known.flatMap((one) => judge(one.rule, one.id))]
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
        all: [rule, populationRule(theirs)],
      }
      const question = await this.attributes.question(on, entities)
      const { customers } = await previewSegment(this.warehouse, question, ruleSql(both), 1)
      if (customers === 0) continue
      // Of two with the same priority the older goes first, and the other has started already.
      const first = theirs.priority >= campaign.definition.priority
      const params = { customers, campaign: other.name }
      found.push(finding(first ? 'overlap_first' : 'overlap_second', null, params))
    }
    return found
  }

  /** The texts of each family that the design names, as they are now; unknown families are left out. */
  async texts(definition: CampaignDefinition): Promise<Map<string, Template[]>> {
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
      if (sender === null) found.push(finding('sender_missing', null, { entity }))
      else senders.push(sender)
    }
    return senders.length > 0 ? senders : [EXAMPLE_SENDER]
  }
}

function emptyOnes({ scenarios }: CampaignDefinition, population: Population): CampaignFinding[] {
  if (population.length === 0) return [finding('empty_population', null)]
  return scenarios.flatMap(({ segment }, index) =>
    segment === null || population.some((group) => group.segment === segment)
      ? []
      : [finding('segment_empty', placeOf(index + 1, segment, ''), { segment })],
  )
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
