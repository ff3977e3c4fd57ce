import { kpiDefinitions } from '@relance/pipelines'
import type { KpiDefinition } from '@relance/pipelines'
import { notFound } from '../http/app-error'
import type { z } from 'zod'
import type { kpiAlerts } from '../metadata'
import { alertRule } from './alerts.contract'
import type { AlertRule, alertTrial } from './alerts.contract'
import type { Watched } from './alert-words'

export type StoredAlert = typeof kpiAlerts.$inferSelect

/** What is watched, as questions of the pipelines ask for it. */
export interface Question {
  kpi: string
  entity_id: string
  currency: string
  part: NonNullable<z.output<typeof alertTrial>['part']> | null
  rule: AlertRule
}

export const questionOf = (row: StoredAlert): Question => ({
  kpi: row.kpi,
  entity_id: row.entityId,
  currency: row.currency,
  part:
    row.dimension === ''
      ? null
      : { dimension: row.dimension as NonNullable<Question['part']>['dimension'], value: row.cut },
  rule: alertRule.parse(row.rule),
})

/** @throws AppError `kpis/not-found` */
export function definitionOf(kpi: string): KpiDefinition {
  const found = kpiDefinitions.find(({ id }) => id === kpi)
  if (!found) throw notFound('kpis/not-found', `There is no KPI ${kpi}.`)
  return found
}

/** Names by id. */
export interface Names {
  readonly entities: ReadonlyMap<string, string>
  readonly segments: ReadonlyMap<string, string>
}

/** Whether it watches a segment that was deleted. */
export const isGone = ({ part }: Pick<Question, 'part'>, { segments }: Names): boolean =>
  part?.dimension === 'segment' && !segments.has(part.value)

/** @param last what its segment was last called */
export function watchedOf(question: Question, names: Names, last = ''): Watched {
  const { kpi, currency, entity_id: entity, part, rule } = question
  const segment = part?.dimension === 'segment' ? (names.segments.get(part.value) ?? last) : ''
  return {
    kpi: definitionOf(kpi),
    currency,
    entity: entity && (names.entities.get(entity) ?? entity),
    part: part && { dimension: part.dimension, value: segment || part.value },
    rule,
  }
}
