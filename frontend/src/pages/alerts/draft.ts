import type { AlertRow, AlertTrial, NewAlert } from '@relance/backend/contract'
import { typedTarget } from '../settings/targets/units'

export type Dimension = NonNullable<AlertTrial['part']>['dimension']
export const DIMENSIONS: Dimension[] = ['country', 'kind', 'sector', 'size', 'account_manager', 'segment']

/** What a person has put into the form so far. */
export interface AlertDraft {
  kpi: string
  entity: string
  dimension: Dimension | ''
  value: string
  kind: 'range' | 'limit'
  side: 'above' | 'below' | 'both'
  /** the limit as typed, in the unit of the reader */
  limit: string
  users: string[]
  webhook: boolean
}

export function draftOf(
  row: AlertRow | undefined,
  entity: string,
  unit: (kpi: string) => string,
): AlertDraft {
  if (!row) {
    const rule = { kind: 'range', side: 'both', limit: '' } as const
    return { kpi: 'dso_countback', entity, dimension: '', value: '', ...rule, users: [], webhook: false }
  }
  const { rule } = row
  // A segment that was deleted has to be chosen anew.
  const part = row.segment_gone && row.part ? { ...row.part, value: '' } : row.part
  const inPercent = ['share', 'cost_per_unit'].includes(unit(row.kpi)) ? 100 : 1
  return {
    ...{ kpi: row.kpi, entity: row.entity_id ?? '', dimension: part?.dimension ?? '' },
    ...{ value: part?.value ?? '', kind: rule.kind, side: rule.side },
    limit: rule.kind === 'limit' ? String(Number((rule.value * inPercent).toPrecision(12))) : '',
    ...{ users: row.to_users ?? [], webhook: row.to_webhook ?? false },
  }
}

/** What the server is asked; undefined while something is missing. */
export function alertOf(draft: AlertDraft, currency: string, unit: string): NewAlert | undefined {
  const { kpi, entity: entity_id, dimension, value, kind, side, users: to_users, webhook: to_webhook } = draft
  if (dimension !== '' && value === '') return undefined
  const part = dimension === '' ? null : { dimension, value }
  const more = { kpi, entity_id, currency, part, to_users, to_webhook }
  if (kind === 'range') return { ...more, rule: { kind, side } }
  const limit = typedTarget(draft.limit, unit)
  return limit === null || side === 'both' ? undefined : { ...more, rule: { kind, side, value: limit } }
}
