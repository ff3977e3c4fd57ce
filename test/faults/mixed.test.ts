import { expect, it } from 'vitest'
import { mixedLoad } from './mixed/mixed-load'

/** A short form of the bench (npm run bench -- mixed --minutes 30 --kill-every 120), with one kill of each. */
const given = {
  ...{ seconds: 12, killEvery: 8, users: 6, analysts: 2, connections: 8, debtors: 300 },
  ...{ demoCustomers: 20, restSeconds: 0.5, mailMs: 200 },
}

it('loses nothing, sends nothing twice and says why where it does not answer, when engine and backend are killed under load', async () => {
  const run = await mixedLoad(given)
  const { log, ...told } = run
  console.log(JSON.stringify(told))
  expect(run.faults, 'answers that are neither right nor say why not').toEqual([])
  expect(log, 'nothing unexpected, and no warning of Node').not.toMatch(
    /Warning|"level":"error","part":"http"/,
  )
  expect(run.findings).toEqual(Object.fromEntries(Object.keys(run.findings).map((name) => [name, 0])))
  expect(run.outages.map(({ what }) => what).sort(), 'both were killed').toEqual(['backend', 'engine'])
  expect(run.sentAgain, 'a kill fell between a body and its answer').toBeGreaterThan(0)
  expect(run.counts.inWindow, 'the backend died while a message was on its way').toBeGreaterThan(0)
  expect(run.counts.messages).toBeGreaterThan(given.debtors)
})
