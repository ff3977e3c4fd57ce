import { readRunFile } from '../../app/run-file'
import { readConfig } from '../../config/config'
import { command, withClient } from '../command'
import type { CommonFlags } from '../command'
import { EXIT, UsageError } from '../exit'

export const signIn = command('sign-in', 'print a new one-time sign-in link of the running server').action(
  (flags: CommonFlags) => {
    const config = readConfig(flags)
    const running = readRunFile(config.dataDir)
    if (!running) throw new UsageError(`no server runs on ${config.dataDir}; start one with npm start`)
    return withClient(flags, async ({ client, out }) => {
      const { token } = await client.json<{ token: string }>('POST', '/api/session/links')
      const address = config.publicUrl ?? running.address.replace('//127.0.0.1:', '//localhost:')
      const link = `${address}/sign-in#${token}`
      out.result({ link }, () => link)
      return EXIT.ok
    })
  },
)
