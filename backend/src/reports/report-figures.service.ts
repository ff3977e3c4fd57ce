import { Inject, Injectable } from '@nestjs/common'
import { CONFIG } from '../app/tokens'
import { ownAddress } from '../app/ports'
import type { Config } from '../config/config'
import type { Entity } from '../entities/entities.contract'
import { EntitiesService } from '../entities/entities.service'
import { KpisService } from '../kpis/kpis.service'
import type { ContributionsAnswer, ForecastAnswer } from '../kpis/outlook.contract'
import { OutlookService } from '../kpis/outlook.service'
import type { OverviewAnswer } from '../kpis/overview.contract'

/** Which figures of which days a report tells. */
export interface ReportQuestion {
  readonly as_of: string
  readonly from: string
  /** none: the whole group */
  readonly entities: readonly string[]
  readonly currency: string
  /** whether all currencies are brought together in it */
  readonly converted: boolean
}

/** What a report tells. */
export interface ReportFigures {
  readonly overview: OverviewAnswer
  /** null where currencies are brought together: it is made of one */
  readonly forecast: ForecastAnswer | null
  /** names of the creditors; empty: the whole group */
  readonly names: readonly string[]
}

/** Gathers what reports tell, as the Overview does. */
@Injectable()
export class ReportFiguresService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly entities: EntitiesService,
    private readonly kpis: KpisService,
    private readonly outlook: OutlookService,
  ) {}

  async figures(question: ReportQuestion): Promise<ReportFigures> {
    const { as_of, from, entities, currency, converted } = question
    const { entities: all } = await this.entities.list(entities)
    const entity = entityIds(all)
    const overview = await this.kpis.overview({ as_of, from, ...inCurrency(question), entity })
    const forecast = converted ? null : await this.outlook.forecast({ as_of, currency, entity })
    const names = entities.length === 0 ? [] : all.map((one) => one.name || one.entity_id)
    return { overview, forecast, names }
  }

  /** Who moved the DSO since the period before; it names customers. */
  async contributions(
    question: ReportQuestion,
    { bridge }: OverviewAnswer,
  ): Promise<ContributionsAnswer['contributions']> {
    const entity = entityIds((await this.entities.list(question.entities)).entities)
    const asked = { as_of: question.as_of, before: bridge.from, ...inCurrency(question), entity }
    return (await this.outlook.contributions(asked)).contributions
  }

  /** The same figures on the Overview; whoever follows it signs in. */
  link({ as_of, from, entities, currency, converted }: ReportQuestion, compare: string): string {
    const search = new URLSearchParams({ as_of, from, compare, [converted ? 'in' : 'currency']: currency })
    if (entities.length === 1) search.set('entity', entities[0] ?? '')
    return `${ownAddress(this.config)}/?${search.toString()}`
  }

  /** The creditors of a report with what is known of them; of the group, the company's own before those of the demo. */
  async creditors(entities: readonly string[]): Promise<Entity[]> {
    return ownOnes((await this.entities.list(entities)).entities)
  }
}

/** The demo company never mixes with real ones. */
function ownOnes(all: readonly Entity[]): Entity[] {
  const own = all.filter((one) => !one.is_demo)
  return own.length > 0 ? own : [...all]
}

const entityIds = (all: readonly Entity[]): string[] => ownOnes(all).map((one) => one.entity_id)

const inCurrency = ({ currency, converted }: ReportQuestion) =>
  converted ? { presentation: currency } : { currency }
