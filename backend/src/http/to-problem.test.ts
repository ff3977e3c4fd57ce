import { IngestError, WarehouseError } from '@relance/pipelines'
import { describe, expect, it } from 'vitest'
import { AppError } from './app-error'
import { toProblem } from './to-problem'

const warehouse = (code: WarehouseError['code'], query: string) =>
  toProblem(new WarehouseError(code, query, null, 'reason'))

describe('what a caller is told', () => {
  it('is the code and the facts of an error that is meant for him', () => {
    const told = toProblem(new AppError('loads/not-found', 404, 'No such load.', { batch: 1 }))
    expect(told.problem).toMatchObject({ status: 404, code: 'loads/not-found', details: { batch: 1 } })
    expect(told.unexpected).toBe(false)
  })

  it('is to come back soon while the data store restarts', () => {
    const told = warehouse('warehouse/unavailable', 'kpi-totals')
    expect(told).toMatchObject({ problem: { status: 503 }, retryAfter: 2, unexpected: false })
  })

  it('blames a wrong statement on its author only', () => {
    expect(warehouse('warehouse/syntax', 'sql').problem.status).toBe(422)
    expect(warehouse('warehouse/syntax', 'kpi-totals')).toMatchObject({
      problem: { status: 500 },
      unexpected: true,
    })
  })

  it('is no fault of ours when he went away in the middle of his body', () => {
    const told = toProblem(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    expect(told).toMatchObject({ problem: { status: 499 }, unexpected: false })
  })

  it('is what is wrong with a file', () => {
    const told = toProblem(new IngestError('ingest/empty-file', 'The file is empty.'))
    expect(told.problem).toMatchObject({ status: 422, code: 'ingest/empty-file' })
  })

  it('is nothing of an error that nobody foresaw', () => {
    const told = toProblem(new Error('password of the database: hunter2'))
    expect(JSON.stringify(told.problem)).not.toContain('hunter2')
    expect(told).toMatchObject({ problem: { status: 500, code: 'internal' }, unexpected: true })
  })
})
