import { expect, it } from 'vitest'
import { sendUnderKills } from './send-under-kills'

/** Smaller than the bench (npm run bench -- send-kills: 5,000 messages, 30 kills), with the same faults. */
it('every due message is received when the sender is killed, and repeated only in the named window', async () => {
  const run = await sendUnderKills({ messages: 300, kills: 6, backends: 1, connections: 3 })
  console.log(JSON.stringify(run))
  expect(run.missing, 'due and never received').toBe(0)
  expect(run.unexplained, 'repeated without a kill in the window').toBe(0)
  expect(run.repeated, 'at most one a connection and kill').toBeLessThanOrEqual(run.kills * run.connections)
})
