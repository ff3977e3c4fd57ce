import { expect, it } from 'vitest'
import { JsonLog } from './json-log'

const told = (tellsAll: boolean, use: (log: JsonLog) => void) => {
  const lines: string[] = []
  use(new JsonLog((line) => lines.push(line), tellsAll))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

it('writes one object a line, with the part of the product and without addresses', () => {
  const [line, ...others] = told(false, (log) =>
    log.error('no answer of marie@exemple.fr\nat all', 'replies'),
  )
  expect(others).toEqual([])
  expect(line).toMatchObject({ level: 'error', part: 'replies', message: 'no answer of [e-mail]\nat all' })
  expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT.+Z$/)
})

it('tells what went well only where it is asked to', () => {
  expect(told(false, (log) => log.log('listening', 'app'))).toEqual([])
  expect(told(true, (log) => log.log('listening', 'app'))).toMatchObject([{ level: 'info', part: 'app' }])
})
