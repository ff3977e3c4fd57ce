import { httpLoadUnderFaults } from '../faults/http-load'

/** npm run bench -- http-ingest --seconds 60 --connections 16 */
export async function run(options: Record<string, string>): Promise<void> {
  const seconds = Number(options['seconds'] ?? 60)
  const connections = Number(options['connections'] ?? 16)
  const result = await httpLoadUnderFaults(seconds, connections)
  const perSecond = Math.round(result.acknowledged / result.seconds)
  console.log(JSON.stringify({ ...result, acknowledged_per_second: perSecond }, null, 2))
  if (result.missing > 0 || result.twice > 0) process.exitCode = 1
}
