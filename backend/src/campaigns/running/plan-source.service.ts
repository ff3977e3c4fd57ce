import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { ContactPolicyService } from '../../contact-policy/contact-policy.service'
import { toPolicy } from '../../contact-policy/policy'
import type { RunningExperiment } from '../../dispatch/experiment/running-experiment'
import { overridesInForce } from '../../dispatch/overrides/overrides-in-force'
import type { PlanSource } from '../../dispatch/plan/day-planner'
import { paymentsKnown } from '../../dispatch/plan/facts'
import { calendarWorld } from '../../dispatch/planner/calendar-world'
import type { CalendarWorld } from '../../dispatch/planner/calendar-world'
import type { RunningCampaign, World } from '../../dispatch/planner/world'
import { EXPERIMENT_SOURCE } from '../../dispatch/ports'
import type { ExperimentSource } from '../../dispatch/ports'
import { payerContacts } from '../../dispatch/records/payer-contacts'
import { ReferenceRatesService } from '../../legal/reference-rates.service'
import type { Metadata } from '../../metadata'
import { TemplatesService } from '../../messages'
import type { Template } from '../../messages'
import type { Scenario } from '../campaign.contract'
import { CheckService } from '../check/check.service'
import { LifeCycleService } from '../life-cycle.service'
import { PopulationService } from '../population.service'
import { campaignWorld } from './campaign-world'
import type { CampaignFacts } from './campaign-world'

interface Kept {
  readonly day: string
  readonly facts: Promise<CampaignFacts>
}

/** The campaigns that run, and the world they run in: who is in them is worked out once a day and version. */
@Injectable()
export class PlanSourceService implements PlanSource {
  private readonly kept = new Map<string, Kept>()
  private calendar: { readonly policy: string; readonly world: CalendarWorld } | undefined

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly lifeCycle: LifeCycleService,
    private readonly populations: PopulationService,
    private readonly checks: CheckService,
    private readonly templates: TemplatesService,
    private readonly policies: ContactPolicyService,
    private readonly rates: ReferenceRatesService,
    @Inject(EXPERIMENT_SOURCE) private readonly experiments: ExperimentSource,
  ) {}

  /** The company's own gate for stale payments holds campaigns that allow themselves more. */
  async running(): Promise<readonly RunningCampaign[]> {
    const { stale_after_hours: most } = await this.policies.get()
    const campaigns = await this.lifeCycle.active()
    const experiments = await this.experiments.running(campaigns)
    return campaigns.map((campaign) => {
      const { definition } = campaign
      const hours = Math.min(definition.stale_after_hours, most)
      const gated = { ...campaign, definition: { ...definition, stale_after_hours: hours } }
      const experiment = experiments.get(campaign.id)
      if (!experiment) return gated
      return { ...gated, experiment, templates: { ...experiment.templates, ...campaign.templates } }
    })
  }

  async world(now: Date, campaigns: readonly RunningCampaign[]): Promise<World> {
    const day = now.toISOString().slice(0, 10)
    const found = new Map<string, CampaignFacts>()
    for (const campaign of campaigns) found.set(campaign.id, await this.facts(campaign, day))
    for (const id of this.kept.keys()) if (!found.has(id)) this.kept.delete(id)
    const rates = await this.rates.rates()
    const known = await paymentsKnown(this.warehouse)
    const overrides = await overridesInForce(this.metadata.db)
    const ofPayer = await payerContacts(this.warehouse, now)
    const design = campaignWorld(({ id }) => found.get(id) ?? null, rates)
    const { frozenSegment, ...tests } = await this.experiments.world(now, campaigns)
    return {
      ...(await this.policy()),
      ...design,
      ...tests,
      segmentOf: (record, campaign, on) =>
        frozenSegment(record, campaign) ?? design.segmentOf(record, campaign, on),
      mark: rates.map(({ rate, from, percent }) => `${rate} ${from} ${percent}`).join(),
      paymentsKnownUntil: (entity) => known.get(entity) ?? known.get('') ?? null,
      overrides,
      contactsOfPayer: ofPayer,
    }
  }

  afterPlan(now: Date): Promise<void> {
    return this.experiments.watch(now)
  }

  /** Kept until the policy changes: it remembers the zone of each address. */
  private async policy(): Promise<CalendarWorld> {
    const wanted = await this.policies.get()
    const policy = JSON.stringify(wanted)
    if (this.calendar?.policy !== policy) {
      this.calendar = { policy, world: calendarWorld(toPolicy(wanted), wanted.home_zone) }
    }
    return this.calendar.world
  }

  private facts(campaign: RunningCampaign, day: string): Promise<CampaignFacts> {
    const key = campaign.id
    const known = this.kept.get(key)
    const asked = `${campaign.version}:${campaign.experiment?.id ?? ''}:${day}`
    if (known?.day === asked) return known.facts
    const facts = this.workOut(campaign, day)
    this.kept.set(key, { day: asked, facts })
    facts.catch(() => this.kept.delete(key))
    return facts
  }

  private async workOut(campaign: RunningCampaign, day: string): Promise<CampaignFacts> {
    const { definition, templates } = campaign
    const texts = new Map<string, readonly Template[]>()
    for (const [family, version] of Object.entries(templates)) {
      texts.set(family, await this.templates.texts(family, version))
    }
    const startedAt = new Date(campaign.startedAt)
    const check = await this.checks.check({ ...campaign, startedAt, texts }, day)
    const members = await this.populations.members(definition, day)
    const cells = campaign.experiment && cellScenarios(campaign.experiment)
    const tested = cells && { ...definition, scenarios: cells, reactions: [] }
    const cellCheck = tested
      ? await this.checks.check({ ...campaign, definition: tested, startedAt, texts }, day)
      : null
    return { members, texts, check, cellCheck }
  }
}

/** Every way that is tested, so that law and texts are checked for all of them. */
const cellScenarios = ({ segments }: RunningExperiment): Scenario[] =>
  [...segments].flatMap(([segment, { cells }]) =>
    cells.map(({ steps }) => ({ segment: segment === '' ? null : segment, steps: [...steps] })),
  )
