import { kpiDefinitions } from '@relance/pipelines'
import type { KpiDefinition } from '@relance/pipelines'
import { notFound } from '../http/app-error'
import type { kpiAlerts } from '../metadata'
import { alertRule } from './alerts.contract'
import type { AlertRule } from './alerts.contract'
import type { Watched } from './alert-words'

export type StoredAlert = typeof kpiAlerts.$inferSelect

/** What is watched, as questions of the pipelines ask for it. */
export interface Question {
  kpi: string
  entity_id: string
  currency: string
  part: { dimension: 'country' | 'kind' | 'sector' | 'size' | 'account_manager'; value: string } | null
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

/** @param names of creditors by their id */
export const watchedOf = (question: Question, names: ReadonlyMap<string, string>): Watched => ({
  kpi: definitionOf(question.kpi),
  currency: question.currency,
  entity: question.entity_id && (names.get(question.entity_id) ?? question.entity_id),
  part: question.part,
  rule: question.rule,
})
