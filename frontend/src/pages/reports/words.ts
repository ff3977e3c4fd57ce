import type { ScheduleRow } from '@relance/backend/contract'
import { filters } from '../../filters.svelte'
import { t } from '../../i18n/locale.svelte'
import { timeText } from './schedule-draft'

interface Figures {
  currency: string
  converted?: boolean | undefined
}

const nameOf = (id: string) => filters.entities.find((one) => one.entity_id === id)?.name || id

/** Whose figures in which currency, in a line. @param entities none: the whole group */
export function entitiesText(entities: string[], { currency, converted }: Figures): string {
  const whose = entities.length === 0 ? t('settings.targets.group') : entities.map(nameOf).join(', ')
  return `${whose} · ${t(converted ? 'reports.converted' : 'reports.only', { currency })}`
}

export const figuresName = (row: ScheduleRow) => entitiesText(row.entity_id ? [row.entity_id] : [], row)

/** `chaque lundi à 08:00 (Europe/Paris)` */
export const rhythmText = ({ every, nth, minute, time_zone }: ScheduleRow): string =>
  t(`reports.said.${every}`, {
    time: timeText(minute),
    zone: time_zone,
    day: every === 'week' ? t(`reports.weekdays.${nth}`) : String(nth),
  })
