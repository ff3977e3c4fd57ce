import type { NewSchedule, ScheduleRow } from '@relance/backend/contract'

type Every = NewSchedule['every']
type Other = NonNullable<NewSchedule['to_addresses']>[number]

/** What a person has put into the form so far. */
export interface ScheduleDraft {
  entity: string
  currency: string
  converted: boolean
  compare: 'previous' | 'year'
  every: Every
  weekday: string
  workingDay: string
  /** as typed: 08:30 */
  time: string
  users: string[]
  others: Other[]
  paused: boolean
}

const two = (value: number) => String(value).padStart(2, '0')

export const timeText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

/** Minutes since midnight; null where it is no time. */
export function typedTime(text: string): number | null {
  const found = /^([01]?\d|2[0-3])[:h]([0-5]\d)$/.exec(text.trim().replaceAll(/\s/g, ''))
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

/** @param shown what the page shows, for a new one */
export function draftOf(
  row: ScheduleRow | undefined,
  shown: { entity: string; currency: string; converted: boolean },
): ScheduleDraft {
  if (!row) {
    const when = { every: 'week', weekday: '1', workingDay: '1', time: '08:00' } as const
    return { ...shown, compare: 'previous', ...when, users: [], others: [], paused: false }
  }
  return {
    ...{ entity: row.entity_id ?? '', currency: row.currency, converted: row.converted ?? false },
    ...{ compare: row.compare ?? 'previous', every: row.every, paused: row.paused ?? false },
    weekday: row.every === 'week' ? String(row.nth) : '1',
    workingDay: row.every === 'month' ? String(row.nth) : '1',
    time: timeText(row.minute),
    ...{ users: row.to_users ?? [], others: row.to_addresses ?? [] },
  }
}

/** What the server is asked; undefined while something is missing. */
export function scheduleOf(draft: ScheduleDraft): NewSchedule | undefined {
  const minute = typedTime(draft.time)
  if (minute === null || draft.users.length + draft.others.length === 0) return undefined
  const { entity: entity_id, currency, converted, compare, every, paused } = draft
  const nth = every === 'week' ? Number(draft.weekday) : every === 'month' ? Number(draft.workingDay) : 1
  const to = { to_users: draft.users, to_addresses: draft.others }
  return { entity_id, currency, converted, compare, every, nth, minute, paused, ...to }
}
