import type { CustomerRecord, Day, Instant } from './customer-record'
import type { OpenPart } from './standing'
import type { Override, RunningCampaign, World } from './world'

/** A customer and a campaign on a day, with what every rule looks at read once. */
export interface CampaignDay {
  readonly record: CustomerRecord
  readonly campaign: RunningCampaign
  readonly now: Instant
  readonly world: World
  readonly zone: string
  readonly day: Day
  readonly parts: readonly OpenPart[]
  readonly overrides: readonly Override[]
  readonly isHoliday: (day: Day) => boolean
  /** true: he enters no experiment now, because another campaign writes to him or he has just entered one */
  readonly barred?: boolean
}
