import { readRunFile } from '../../app/run-file'
import { readConfig } from '../../config/config'
import { command } from '../command'
import type { CommonFlags } from '../command'
import { output } from '../output'

export const migrate = command('migrate', 'bring both stores to this version').action(
  async (flags: CommonFlags) => {
    const config = readConfig(flags)
    const out = output(flags.json ?? false)
    if (readRunFile(config.dataDir)) {
      out.result({ applied: [] }, () => 'A server runs here; it migrated when it started.')
      return
    }
    const applied: string[] = []
    const note = (line: string) => {
      const name = /^warehouse: applied (.+)$/.exec(line)?.[1]
      if (name !== undefined) applied.push(name)
    }
    const { openStores } = await import('../../app/stores')
    const stores = await openStores(config, note)
    await stores.close()
    const text = applied.length === 0 ? 'Everything was up to date.' : `Applied: ${applied.join(', ')}`
    out.result({ applied }, () => text)
  },
)
