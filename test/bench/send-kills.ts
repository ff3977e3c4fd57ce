import { sendUnderKills } from '../faults/send-under-kills'

/** npm run bench -- send-kills [--messages 5000] [--kills 30] [--backends 1] [--database postgresql://…] */
export async function run(options: Record<string, string>): Promise<void> {
  const { messages = '5000', kills = '30', backends = '1', connections = '5', database } = options
  const result = await sendUnderKills({
    messages: Number(messages),
    kills: Number(kills),
    backends: Number(backends),
    connections: Number(connections),
    ...(database === undefined ? {} : { databaseUrl: database }),
  })
  console.log(JSON.stringify(result, null, 2))
}
