import { z } from 'zod'
import { clockOf, zoneOfClock } from '../../calendar'
import type { Zone } from '../../calendar'
import { isoDay } from '../../calendar/civil'
import type { Entity } from '../../entities/entities.contract'
import type { reportRuns, reportSchedules } from '../../metadata'
import { AppError } from '../../http/app-error'
import { newSchedule } from './schedules.contract'
import type { Rhythm } from './occasions'

export type StoredSchedule = typeof reportSchedules.$inferSelect
export type StoredRun = typeof reportRuns.$inferSelect

const HOME = 'Europe/Paris'

/** Clock and calendar by which a report of these creditors falls due. */
export function companyZone(creditors: readonly Entity[]): Zone {
  for (const { time_zone } of creditors)
    try {
      clockOf(time_zone)
      return zoneOfClock(time_zone)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  return zoneOfClock(HOME)
}

export const rhythmOf = ({ every, nth, minute }: StoredSchedule): Rhythm => ({ every, nth, minute })

/** Day on a clock. */
export const localDay = (at: Date, { timeZone }: Zone): string =>
  isoDay(clockOf(timeZone).dayAt(at.getTime()))

/** What a row of the database is in words of the API. */
export const scheduleOf = (row: StoredSchedule) => ({
  entity_id: row.entityId,
  currency: row.currency,
  converted: row.converted,
  compare: row.compare,
  every: row.every,
  nth: row.nth,
  minute: row.minute,
  to_users: row.toUsers,
  to_addresses: newSchedule.shape.to_addresses.parse(row.toAddresses),
  paused: row.paused,
})

export const valuesOf = ({
  entity_id: entityId,
  to_users: toUsers,
  to_addresses: toAddresses,
  ...rest
}: z.output<typeof newSchedule>) => ({ ...rest, entityId, toUsers, toAddresses })
