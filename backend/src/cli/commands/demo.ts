import { writeDemoFiles } from '@relance/pipelines'
import { InvalidArgumentError } from 'commander'
import type { Job } from '../../jobs/jobs.contract'
import type { LoadResult } from '../../loads/loads.contract'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { followJob } from '../follow-job'
import { output } from '../output'
import { loadText } from '../texts'
import { day } from './ingest'

interface Flags extends CommonFlags {
  customers: number
  months: number
  seed: number
  today?: string
  experiments?: boolean
  out?: string
}

export const demo = command('demo', 'load the demo company, or write its events to files')
  .option('--customers <n>', 'number of customers', whole, 400)
  .option('--months <n>', 'length of its story', whole, 18)
  .option('--seed <n>', 'the same seed gives the same company', whole, 1)
  .option('--today <date>', 'last day of its story (default: today)', day)
  .option('--experiments', 'with three experiments that ended and one that runs')
  .option('--out <dir>', 'write event files there instead of loading')
  .action(async (flags: Flags) => {
    const { customers, months, seed } = flags
    const today = flags.today ?? new Date().toISOString().slice(0, 10)
    const wishes = { customers, months, seed, today }
    if (flags.out !== undefined) {
      const written = await writeDemoFiles(wishes, flags.out)
      const text = () => `${written.events} events in ${written.files.length} files below ${flags.out}`
      output(flags.json ?? false).result(written, text)
      return
    }
    await withClient(flags, async ({ client, out }) => {
      const job = await client.json<Job>('POST', '/api/demo', {
        ...wishes,
        experiments: flags.experiments ?? false,
      })
      const result = (await followJob(client, job, out.json)) as LoadResult
      out.result(result, () => loadText('demo company', result))
      return result.rejected > 0 ? EXIT.rejected : EXIT.ok
    })
  })

function whole(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('A whole number.')
  return Number(value)
}
