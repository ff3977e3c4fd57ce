import { Inject, Injectable } from '@nestjs/common'
import { historyCut, pastCustomers } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { WAREHOUSE } from '../../app/tokens'
import { PopulationService } from '../../campaigns'
import type { CampaignDefinition } from '../../campaigns/campaign.contract'
import { isForEveryone } from '../../campaigns/population.service'
import { addDays } from '../results/plan'
import { PastRecord } from './past'
import type { Past } from './past'
import type { Way } from './ways'

/** Half a year: long enough for each season of a quarter, short enough to be like today. */
export const WINDOW_DAYS = 182
/** Segments are looked at anew at the start of each quarter: a look costs about a second of planning. */
const PARTS = 2
const KEPT = 4
const ALWAYS: readonly string[] = ['task', 'webhook']

/** What the company's own past says of customers who would have entered; kept until its data change. */
@Injectable()
export class PastService {
  readonly #kept = new Map<string, Promise<Past | null>>()

  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly populations: PopulationService,
  ) {}

  /**
   * Those who would have entered in the half-year that ended `horizon` days before the last known payments, so that
   * each was followed to the horizon. null: nothing was ever loaded.
   */
  async of(definition: CampaignDefinition, ways: readonly Way[], horizon: number): Promise<Past | null> {
    const { cut, mark } = await historyCut(this.warehouse, definition.entities)
    if (cut === null) return null
    const { rule, segment } = await this.populations.statement(definition, cut)
    const { entities, minimum_invoice: invoice, minimum_customer: customer } = definition
    const key = JSON.stringify([mark, cut, horizon, entities, invoice, customer, rule, segment, ways])
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const reading = this.read(definition, ways, { cut, horizon })
    this.#kept.set(key, reading)
    reading.catch(() => this.#kept.delete(key))
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return reading
  }

  private async read(
    definition: CampaignDefinition,
    ways: readonly Way[],
    { cut, horizon }: { cut: string; horizon: number },
  ): Promise<Past> {
    const from = addDays(cut, 1 - horizon - WINDOW_DAYS)
    const record = new PastRecord(cut, from, WINDOW_DAYS)
    // Where nobody's attributes are asked, one look at the whole window says the same.
    const parts = isForEveryone(definition) ? 1 : PARTS
    const length = WINDOW_DAYS / parts
    for (let part = 0; part < parts; part++) {
      const first = addDays(from, part * length)
      const { question, rule, segment } = await this.populations.statement(definition, addDays(first, -1))
      const blocks = pastCustomers(this.warehouse, {
        attributes: question,
        ...{ rule, segment, from: first, to: addDays(first, length) },
        triggerDays: new Map(ways.map((way) => [way.segment, way.triggerDay])),
        minimumInvoice: definition.minimum_invoice,
        minimumCustomer: definition.minimum_customer,
        needsAddress: ways.some(needsAddress),
      })
      for await (const rows of blocks) {
        for (const row of rows) record.add(row)
      }
    }
    return record.done()
  }
}

/** A cell that can always be carried out asks for no address. */
const needsAddress = ({ channels }: Way) =>
  channels.some((ofCell) => !ofCell.some((channel) => ALWAYS.includes(channel)))

const ADDRESS: Readonly<Record<string, string>> = {
  email: 'email',
  sms: 'phone',
  phone: 'phone',
  letter: 'post',
  registered_letter: 'post',
}

/** Whether every cell can reach a customer of whom these addresses are known. */
export const reachedByAll = ({ channels }: Way, known: string): boolean =>
  channels.every((ofCell) =>
    ofCell.some((channel) => ALWAYS.includes(channel) || known.split(' ').includes(ADDRESS[channel] ?? '')),
  )
