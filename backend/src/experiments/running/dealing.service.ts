import { Inject, Injectable } from '@nestjs/common'
import { cutStrata, everyoneElse, latenessThird, needsStratification } from '@relance/experiments'
import type { Strata, StratumCustomer, Third } from '@relance/experiments'
import { stratumStandings } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { inArray } from 'drizzle-orm'
import { METADATA, WAREHOUSE } from '../../app/tokens'
import { MemberList, PopulationService } from '../../campaigns'
import type { CampaignDefinition } from '../../campaigns/campaign.contract'
import type { Deals } from '../../dispatch/experiment/experiment-world'
import { experimentPlaces } from '../../metadata'
import type { Metadata } from '../../metadata'
import type { ExperimentDesign } from '../experiment.contract'
import { partsOf, segmentInDesign } from './cell-ways'
import type { StrataBySegment } from './draws'

/** Where nobody was known at the launch: all are in one. */
const ONE_STRATUM: Strata = { amountCuts: [0, 0], latenessCuts: [0, 0], merged: {} }

/** An experiment as its places are dealt. */
interface Dealt {
  readonly id: string
  readonly design: ExperimentDesign
  readonly definition: CampaignDefinition
  readonly strata: StrataBySegment
}
type Asked = Pick<Dealt, 'design' | 'definition'>

/** Strata of small segments: cut at the launch, asked of each day's customers. */
@Injectable()
export class DealingService {
  private readonly thirds = new Map<string, { readonly day: string; readonly list: Promise<MemberList> }>()

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly populations: PopulationService,
  ) {}

  /**
   * The strata of each segment that is to be dealt: with fewer than 400 customers a cell among those who owe something,
   * or may enter, or every one where the design wants it. Terciles of what is owed × terciles of mean days late.
   */
  async cut(asked: Asked, on: string): Promise<StrataBySegment> {
    const { design } = asked
    const cells = design.cells.length + (design.holdout_share > 0 ? 1 : 0)
    const known = new Map(design.segments.map(({ id }) => [id, [] as StratumCustomer[]]))
    const small = (count: number) =>
      needsStratification(Math.min(count * design.coverage, design.max_customers), cells)
    const wanted = ({ length }: readonly unknown[]) => small(length)
    const segments = new Set(design.segments.flatMap(partsOf))
    for await (const { segment, ...customer } of this.standings(asked, segments, on)) {
      const list = known.get(segment)
      if (list && customer.amount > 0 && (design.dealt || wanted(list))) list.push(customer)
      if (!design.dealt && ![...known.values()].some(wanted)) break
    }
    const dealt = [...known].filter(([, list]) => design.dealt || wanted(list))
    return Object.fromEntries(
      dealt.map(([id, list]) => [id, list.length === 0 ? ONE_STRATUM : cutStrata(list, cells)]),
    )
  }

  /** What draws of a day need; thirds of late history are looked at once a day, counters each time. */
  async of(experiments: readonly Dealt[], on: string): Promise<Deals> {
    const lists = new Map<string, MemberList>()
    for (const one of experiments) lists.set(one.id, await this.thirdsOf(one, on))
    const ids = experiments.map(({ id }) => id)
    const rows = await this.metadata.db
      .select()
      .from(experimentPlaces)
      .where(inArray(experimentPlaces.experimentId, ids))
    const next = new Map(rows.map((row) => [`${row.experimentId}\n${row.stratum}`, row.next]))
    return {
      lateThird: (id, { entityId, customerId }) =>
        third(lists.get(id)?.segmentOf(entityId, customerId) ?? MIDDLE),
      nextPlace: (id, key) => next.get(`${id}\n${key}`) ?? 0,
    }
  }

  private thirdsOf(one: Dealt, day: string): Promise<MemberList> {
    const known = this.thirds.get(one.id)
    if (known?.day === day) return known.list
    const list = this.readThirds(one, day)
    this.thirds.set(one.id, { day, list })
    list.catch(() => this.thirds.delete(one.id))
    return list
  }

  private async readThirds(one: Dealt, on: string): Promise<MemberList> {
    const list = new MemberList()
    const dealt = one.design.segments.filter(({ id }) => id in one.strata)
    const parts = new Set(dealt.flatMap(partsOf))
    for await (const { entity, customer, segment, lateness } of this.standings(one, parts, on)) {
      const cuts = one.strata[segment]
      const late = cuts && String(latenessThird(lateness, cuts))
      if (late !== undefined && late !== MIDDLE) list.add(entity, customer, late)
    }
    return list
  }

  /** Customers of some segments of the campaign under the names of the design's. */
  private async *standings({ design, definition }: Asked, parts: ReadonlySet<string>, on: string) {
    const { question, rule, segment } = await this.populations.statement(definition, on)
    const asked = { ...segment, only: [...parts].map((part) => (part === '' ? everyoneElse : part)) }
    for await (const rows of stratumStandings(this.warehouse, question, rule, asked)) {
      for (const row of rows) {
        const { entity_id: entity, customer_id: customer, owed: amount, mean_days_late: lateness } = row
        const inDesign = segmentInDesign(design, row.segment === everyoneElse ? '' : row.segment) ?? ''
        yield { id: customer, entity, customer, segment: inDesign, amount, lateness }
      }
    }
  }
}

/** Who has no history is in the middle, and is not kept. */
const MIDDLE = '1'
const third = (text: string): Third => (text === '0' ? 0 : text === '2' ? 2 : 1)
