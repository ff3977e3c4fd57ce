import { sendUnderKills } from '../faults/send-under-kills'

/**
 * npm run bench -- send-kills [--messages 5000] [--kills 30] [--connections 5]: a backend on the embedded stores, which
 * die with it; `--backends 2`: so many at once on a PostgreSQL server and one ClickHouse address.
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
  console.log(JSON.stringify(result, null, 2))
}
