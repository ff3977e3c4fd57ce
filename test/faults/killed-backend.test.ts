import { expect, it } from 'vitest'
import { withoutServer } from '../../backend/src/metadata/testing-server'
import { sendUnderKills } from './send-under-kills'

if (withoutServer !== null) console.log(`two backends on servers: skipped, ${withoutServer}`)

/**
 * Smaller than the bench (npm run bench -- send-kills: 5,000 messages, 30 kills), with the same faults. On the embedded
 * stores the backend is killed in mixed.test.ts.
 */
async function lives(given: Parameters<typeof sendUnderKills>[0]): Promise<void> {
  const run = await sendUnderKills(given)
  console.log(JSON.stringify(run))
  const { messages } = given
  expect(run.missing, 'due and never received').toBe(0)
  expect(run.unexplained, 'repeated without a kill in the window').toBe(0)
  expect(run.repeated, 'at most one a connection and kill').toBeLessThanOrEqual(run.kills * run.connections)
  expect(run, 'told once each, and one verdict a customer').toMatchObject({
    events: messages,
    eventsOf: messages,
    customers: messages,
    verdicts: messages,
  })
}

it.skipIf(withoutServer !== null)(
  'every due message is received when one of two backends on servers is killed, and repeated only in the window',
  () => lives({ messages: 200, kills: 4, backends: 2, connections: 3, servers: true }),
)
