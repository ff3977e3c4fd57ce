import type { TableSql } from './table-sql'

/** A table of something that is none of ours: named for what it is, its rows are counted and left out. */
export const foreignSql = (): TableSql => ({
  shared: {},
  typed: { nothing: ['UInt8', 'toUInt8(0)'] },
  checks: [],
  ignored: [['1', 'not_receivable']],
  events: [{ where: '0', columns: { event_type: `''`, event_id: `''`, occurred_on: 'toDate(0)' } }],
})
