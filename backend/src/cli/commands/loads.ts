import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Option } from 'commander'
import type { Job } from '../../jobs/jobs.contract'
import type { LoadResult, LoadsAnswer, RejectsAnswer } from '../../loads/loads.contract'
import type { Client } from '../client'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT, UsageError } from '../exit'
import { followJob } from '../follow-job'
import { table } from '../output'
import { loadText } from '../texts'

interface BatchFlags extends CommonFlags {
  batch: string
}
interface RejectsFlags extends CommonFlags {
  batch?: string
  export?: string
}

const batch = () => new Option('--batch <id>', 'the load').makeOptionMandatory()

export const rejects = command('rejects', 'show or export rows that could not be accepted')
  .option('--batch <id>', 'the load (default: the latest with rejected rows)')
  .option('--export <file>', 'write all of them as CSV')
  .action((flags: RejectsFlags) =>
    withClient(flags, async ({ client, out }) => {
      const id = flags.batch ?? (await latestWithRejects(client))
      if (flags.export !== undefined) {
        const csv = await client.stream('GET', `/api/loads/${encodeURIComponent(id)}/rejects.csv`)
        await pipeline(csv, fs.createWriteStream(flags.export))
        out.result({ batch_id: id, file: flags.export }, () => `Written to ${flags.export}.`)
        return EXIT.ok
      }
      const found = await allRejects(client, id)
      const rows = found.rows.map((row) => [String(row.line), row.field, row.reason, row.value, row.state])
      out.result(found, () => table(['line', 'field', 'reason', 'value', 'state'], rows, [0]))
      return EXIT.ok
    }),
  )

export const retry = command('retry', 'load the rejected rows of a load again')
  .addOption(batch())
  .action((flags: BatchFlags) =>
    withClient(flags, async ({ client, out }) => {
      const path = `/api/loads/${encodeURIComponent(flags.batch)}/retry`
      const job = await client.json<Job>('POST', path, { all: true })
      const result = (await followJob(client, job, out.json)) as LoadResult
      out.result(result, () => loadText('retry', result))
      return result.rejected > 0 ? EXIT.rejected : EXIT.ok
    }),
  )

export const undo = command('undo', 'take a whole load back')
  .addOption(batch())
  .action((flags: BatchFlags) =>
    withClient(flags, async ({ client, out }) => {
      const job = await client.json<Job>('POST', `/api/loads/${encodeURIComponent(flags.batch)}/undo`)
      const result = (await followJob(client, job, out.json)) as LoadResult
      out.result(result, () => `${result.accepted} rows of load ${flags.batch} do not count any more.`)
      return EXIT.ok
    }),
  )

async function latestWithRejects(client: Client): Promise<string> {
  const { rows } = await client.json<LoadsAnswer>('GET', '/api/loads?limit=500')
  const found = rows.find((load) => load.rejected > 0)
  if (!found) throw new UsageError('no load has rejected rows')
  return found.batch_id
}

async function allRejects(client: Client, id: string): Promise<RejectsAnswer> {
  const address = `/api/loads/${encodeURIComponent(id)}/rejects?limit=500`
  const all = await client.json<RejectsAnswer>('GET', address)
  while (all.next !== null) {
    const page = await client.json<RejectsAnswer>('GET', `${address}&cursor=${encodeURIComponent(all.next)}`)
    all.rows.push(...page.rows)
    all.next = page.next
  }
  return all
}
