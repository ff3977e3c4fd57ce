import { sendUnderKills } from '../faults/send-under-kills'

/**
 * npm run bench -- send-kills [--messages 5000] [--kills 30] [--connections 5]: a backend on the embedded stores, which
 * die with it; `--backends 2`: so many at once on a PostgreSQL server and one ClickHouse address. Fails when a message was
 * not received, or repeated without a kill between the server's taking it and our knowing, or told or judged twice.
 */
export async function run(options: Record<string, string>): Promise<void> {
  const { messages = '5000', kills = '30', backends = '1', connections = '5' } = options
  const result = await sendUnderKills({
    messages: Number(messages),
    kills: Number(kills),
    backends: Number(backends),
    connections: Number(connections),
    servers: Number(backends) > 1,
  })
  const mostRepeated = result.kills * result.connections
  const { missing, repeated, unexplained, events, eventsOf, customers, verdicts } = result
  const once = [events, eventsOf, customers, verdicts].every((count) => count === result.messages)
  const holds = missing === 0 && unexplained === 0 && repeated <= mostRepeated && once
  console.log(JSON.stringify({ ...result, mostRepeated, holds }, null, 2))
  if (!holds) process.exitCode = 1
}
