import { expect, it } from 'vitest'
import { useServer } from '../../backend/src/app/testing'
import { askersOf, loadCompany } from './company'
import { fuzzRoutes } from './fuzz'

const test = useServer()

it('answers whatever every route is asked, right or wrong, without an error of its own', async () => {
  await loadCompany(test.server, 30)
  const { faults, operations, requests, statuses } = await fuzzRoutes({
    address: test.server.address,
    askers: await askersOf(test.server),
    rounds: 3,
    seed: 20_260_630,
  })
  expect(faults).toEqual([])
  expect(operations).toBeGreaterThan(150)
  expect(requests).toBe(3 * operations)
  // Many of the requests are understood: refusing everything would be no proof.
  expect(statuses[200]).toBeGreaterThan(requests / 8)
}, 180_000)
