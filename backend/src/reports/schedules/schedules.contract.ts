import { z } from 'zod'
import { currencyCode } from '../../currencies/exchange-rates.contract'

/** Somebody who has no account here. */
const otherReader = z.strictObject({ address: z.email().max(200), language: z.enum(['fr', 'en']) })

/** POST /api/reports/schedules, PUT /api/reports/schedules/{id} */
export const newSchedule = z
  .object({
    /** empty: the whole group */
    entity_id: z.string().max(60).default(''),
    currency: currencyCode,
    /** whether all currencies are brought together in it */
    converted: z.boolean().default(false),
    compare: z.enum(['previous', 'year']).default('previous'),
    /** each working day · on one weekday · on one working day of the month */
    every: z.enum(['day', 'week', 'month']),
    /** of a week: 1 Monday to 5 Friday; of a month: its n-th working day */
    nth: z.number().int().min(1).max(23).default(1),
    /** minutes since midnight on the company's clock */
    minute: z.number().int().min(0).max(1439),
    /** people who see these figures */
    to_users: z.array(z.string().max(60)).max(50).default([]),
    /** others, whom an administrator allowed */
    to_addresses: z.array(otherReader).max(50).default([]),
    paused: z.boolean().default(false),
  })
  .refine(({ every, nth }) => every !== 'week' || nth <= 5, {
    path: ['nth'],
    error: 'of a week is 1 Monday to 5 Friday',
  })
  .refine(({ to_users, to_addresses }) => to_users.length + to_addresses.length > 0, {
    path: ['to_users'],
    error: 'names nobody, nor does to_addresses',
  })
export type NewSchedule = z.input<typeof newSchedule>

const moment = z.iso.datetime()
export const scheduleRun = z.object({
  occasion: moment,
  /** working: being made, or tried again soon */
  state: z.enum(['working', 'sent', 'left_out']),
  /** code of what stood in its way; empty: nothing */
  error: z.string(),
  /** mails that went out, that wait, that were given up */
  mails: z.object({ sent: z.number().int(), waiting: z.number().int(), given_up: z.number().int() }),
  /** what a mail server said last of those that did not go out */
  mail_error: z.string(),
})
export type ScheduleRun = z.infer<typeof scheduleRun>

export const scheduleRow = z.object({
  ...newSchedule.shape,
  id: z.string(),
  /** names of the people, for readers */
  people: z.array(z.string()),
  time_zone: z.string(),
  /** null while it is paused */
  next: moment.nullable(),
  last_sent: moment.nullable(),
  /** the latest occasion; null: none yet */
  last: scheduleRun.nullable(),
})
export type ScheduleRow = z.infer<typeof scheduleRow>

/** GET /api/reports/schedules */
export const schedulesListed = z.object({ rows: z.array(scheduleRow) })
export type SchedulesListed = z.infer<typeof schedulesListed>

/** POST /api/reports/schedules/{id}/pause */
export const schedulePause = z.object({ paused: z.boolean() })
