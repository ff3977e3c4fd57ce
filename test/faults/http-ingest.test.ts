import { expect, it } from 'vitest'
import { httpLoadUnderFaults } from './http-load'

/** Shorter than the bench (npm run bench -- http-ingest --seconds 60), with the same kills. */
const SECONDS = 16
const CONNECTIONS = 16

it('every acknowledged event is there once when engine and server are killed during ingest over HTTP', async () => {
  const result = await httpLoadUnderFaults(SECONDS, CONNECTIONS)
  console.log(JSON.stringify(result))
  expect(result.missing, 'acknowledged, but not there').toBe(0)
  expect(result.twice, 'there more than once').toBe(0)
  expect(result.sentAgain, 'a kill fell between a body and its answer').toBeGreaterThan(0)
  expect(result.acknowledged).toBeGreaterThan(0)
})
