import type { Warehouse } from '@relance/pipelines'
import { calendarWorld } from '../dispatch/planner/calendar-world'
import type { CustomerRecord, Day } from '../dispatch/planner/customer-record'
import { localDay } from '../dispatch/planner/days'
import { customerKey, recordsOf } from '../dispatch/records/records'
import type { PageLink } from './links/link-token'
import { owedOf } from './owed/owed'
import type { Owed } from './owed/owed'

/** A customer as he is now, on the day that it is where he lives. */
export interface CustomerAt {
  readonly link: PageLink
  readonly record: CustomerRecord
  readonly today: Day
  /** IANA name of his clock */
  readonly zone: string
  readonly owed: readonly Owed[]
  readonly isHoliday: (day: Day) => boolean
}

const calendar = calendarWorld()

/** @returns null when nobody is known under the link's name */
export async function customerAt(
  warehouse: Warehouse,
  link: PageLink,
  now: Date,
): Promise<CustomerAt | null> {
  const since = now.toISOString().slice(0, 10)
  const record = (await recordsOf(warehouse, [link], since)).get(customerKey(link))
  if (!record) return null
  const zone = calendar.timeZone(record)
  const today = localDay(now.getTime(), zone)
  const isHoliday = (day: Day) => calendar.isHoliday(day, record)
  return { link, record, today, zone, isHoliday, owed: owedOf(record, today, isHoliday) }
}
