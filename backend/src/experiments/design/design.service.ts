import { Inject, Injectable } from '@nestjs/common'
import { CampaignsService } from '../../campaigns'
import type { CampaignDetail } from '../../campaigns/campaigns.contract'
import { CLOCK } from '../../dispatch/ports'
import type { Clock } from '../../dispatch/ports'
import { enteredBy } from '@relance/experiments'
import type { Feasibility } from '@relance/experiments'
import type { ExperimentDesign } from '../experiment.contract'
import { addDays } from '../results/plan'
import { aaOf } from './a-a'
import type { AaAnswer, FeasibilityAnswer } from './feasibility.contract'
import { costOf, guardrailsOf } from './costs'
import { POWER, answersOf, pastSegments } from './feasibility'
import type { PastSegment } from './feasibility'
import { ObstaclesService } from './obstacles.service'
import type { Past } from './past'
import { PastService } from './past.service'
import { waysOf } from './ways'

/** Before launch: what a design can show with the company's own customers, what it costs, what stands against it. */
@Injectable()
export class DesignService {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly pasts: PastService,
    private readonly obstacles: ObstaclesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param id of the experiment; null while it is not saved. @throws AppError `campaigns/not-found` */
  async feasibility(
    campaignId: string,
    design: ExperimentDesign,
    id: string | null = null,
  ): Promise<FeasibilityAnswer> {
    const campaign = await this.campaigns.get(campaignId)
    const on = this.clock.now().toISOString().slice(0, 10)
    const [past, obstacles] = await Promise.all([
      this.past(campaign, design),
      this.obstacles.of(id, design, campaign, on),
    ])
    const answer = past === null ? nothingKnown() : answered(past, design, campaign)
    const unknown = answer.filled === null ? [{ code: 'no-history', detail: {} }] : []
    return { ...answer, obstacles: [...obstacles, ...unknown] }
  }

  /** Draws past customers of the campaign into two equal arms again and again. */
  async aaCheck(campaignId: string, design: ExperimentDesign): Promise<AaAnswer> {
    const campaign = await this.campaigns.get(campaignId)
    const past = await this.past(campaign, design)
    const ways = waysOf(campaign.definition, design)
    return aaOf(past === null ? null : pastSegments(past, design, ways).all.customers, design)
  }

  private past({ definition }: CampaignDetail, design: ExperimentDesign): Promise<Past | null> {
    return this.pasts.of(definition, waysOf(definition, design), design.horizon_days)
  }
}

const nothingKnown = (): Omit<FeasibilityAnswer, 'obstacles'> => ({
  ...{ history: null, power: POWER, overall: null, segments: [], filled: null, guardrails: [], cost: null },
})

function answered(
  past: Past,
  design: ExperimentDesign,
  { definition }: CampaignDetail,
): Omit<FeasibilityAnswer, 'obstacles'> {
  const found = pastSegments(past, design, waysOf(definition, design))
  const { overall, segments, sizes } = answersOf(found, design)
  const guardrails = guardrailsOf(past, design, overall.customers_within)
  const variance = overall.unit_variance
  const sizeOf = sized(found.all, sizes)
  return {
    history: { cut: past.cut, from: past.from, to: addDays(past.from, past.days - 1) },
    power: POWER,
    overall: { ...overall, currency: past.currency },
    segments,
    filled:
      variance === null
        ? null
        : {
            unit_variance: variance,
            segment_shares: sharesOf(found.segments),
            guardrail_bases: guardrails.map(({ base }) => base),
            ...sizeOf,
          },
    guardrails,
    cost: costOf(found.all, design, overall.customers_within),
  }
}

/** A segment in which nobody came is expected to stay as small as one customer. */
const sharesOf = (segments: readonly PastSegment[]): Record<string, number> => {
  const total = segments.reduce((sum, { customers }) => sum + Math.max(1, customers.exposed.length), 0)
  return Object.fromEntries(
    segments.map(({ id, customers }) => [id, Math.max(1, customers.exposed.length) / total]),
  )
}

/** Limits within which every segment can answer: all of them go on entering until the slowest has enough. */
function sized(all: PastSegment, sizes: readonly (Feasibility | null)[]) {
  const days = sizes.map((size) => size?.entryDays ?? null)
  if (days.length === 0 || days.includes(null)) return { max_customers: null, max_days: null }
  const longest = Math.max(...days.map((day) => day ?? 0))
  const customers = Math.ceil(enteredBy({ customersPerWeek: all.perWeek, entered: all.entered }, longest))
  return { max_customers: Math.max(2, customers), max_days: longest }
}
