import fs from 'node:fs'
import path from 'node:path'
import { readRunFile } from '../../app/run-file'
import { readConfig } from '../../config/config'
import type { Job } from '../../jobs/jobs.contract'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT } from '../exit'
import { followJob } from '../follow-job'
import { output } from '../output'

export const backup = command('backup', 'write both stores as of one moment into a new folder')
  .argument(
    '<dir>',
    'a folder that is new or empty; it will hold the key of the data directory: keep it as safe',
  )
  .action((dir: string, flags: CommonFlags) =>
    withClient(flags, async ({ client, out }) => {
      const folder = path.resolve(dir)
      const job = await client.json<Job>('POST', '/api/local/backups', { path: folder })
      await followJob(client, job, out.json)
      out.result({ folder }, () => `The backup is in ${folder}.`)
      return EXIT.ok
    }),
  )

export const restore = command('restore', 'put a backup into a new data directory')
  .argument('<dir>', 'the folder of the backup')
  .action(async (dir: string, flags: CommonFlags) => {
    const config = readConfig(flags)
    const folder = path.resolve(dir)
    const running = readRunFile(config.dataDir)
    if (running) throw new Error(`A server runs on ${config.dataDir} (process ${running.pid}); end it first.`)
    fs.mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    const { openStores } = await import('../../app/stores')
    const stores = await openStores(config, () => undefined)
    try {
      const { restore: restoreInto } = await import('../../backup/restore')
      const { made_at } = await restoreInto(stores, folder, config.dataDir)
      const said = `Restored what was there at ${made_at}. Sending stands still until you release it (Work list, or Campaigns).`
      output(flags.json ?? false).result({ made_at }, () => said)
    } finally {
      await stores.close()
    }
  })
