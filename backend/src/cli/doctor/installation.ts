import net from 'node:net'
import type { Config } from '../../config/config'
import type { ChannelRows } from '../../dispatch/sending.contract'
import type { StoresState } from '../../local/local.contract'
import { connect } from '../client'
import type { Client } from '../client'
import { failed, look, warning } from './finding'
import type { Finding } from './finding'

const FEW_SECONDS = 2
const MANY_SECONDS = 60
const CONNECT_MS = 5_000

/** What the installation itself can tell: its stores, their versions and clocks, and the mail servers it was given. */
export async function lookAtInstallation(config: Config): Promise<Finding[]> {
  const where = config.dataDir
  let client: Client | undefined
  const began = Date.now()
  const both = await look(
    'both stores',
    where,
    'Do what the message says; nothing was changed.',
    async () => {
      client = await connect(config, () => undefined)
      await client.json('GET', '/health/ready')
      return `answer (${Date.now() - began} ms)`
    },
  )
  try {
    if (client === undefined || both.state !== 'ok') return [both]
    return [both, ...(await lookAtStores(client, config)), ...(await lookAtMailServers(client))]
  } finally {
    await client?.close()
  }
}

async function lookAtStores(client: Client, config: Config): Promise<Finding[]> {
  const asked = Date.now()
  const state = await client.json<StoresState>('GET', '/api/local/stores')
  const now = (asked + Date.now()) / 2
  const places = {
    clickhouse: config.clickhouse?.url ?? 'embedded',
    postgresql: config.databaseUrl === undefined ? 'embedded' : 'DATABASE_URL',
  }
  const of = (name: 'clickhouse' | 'postgresql', title: string) => [
    // A store whose migrations are others than those of this version does not open.
    look(title, places[name], '', () => {
      const { version, migrations } = state[name]
      return `${version}; ${migrations} migrations, all as this version has them`
    }),
    look(`clock of ${title}`, places[name], '', () => clock(state[name].now - now)),
  ]
  return Promise.all([...of('clickhouse', 'ClickHouse'), ...of('postgresql', 'PostgreSQL')])
}

/** Days of events, leases of backends and hours of sending are told by these clocks. */
function clock(apartMs: number) {
  const seconds = Math.abs(apartMs) / 1000
  if (seconds <= FEW_SECONDS) return `agrees with this machine's`
  const detail = `${seconds.toFixed(0)} s apart from this machine's`
  const mend = 'Let both machines take their time from the network (NTP).'
  return seconds > MANY_SECONDS ? failed(detail, mend) : warning(detail, mend)
}

async function lookAtMailServers(client: Client): Promise<Finding[]> {
  const { rows } = await client.json<ChannelRows>('GET', '/api/channels')
  const mend = 'Check host and port under Settings, Channels, and whether a firewall is between.'
  const found = rows.flatMap(({ channel, settings }) => {
    const { host, port } = settings
    if (channel !== 'email' || typeof host !== 'string' || typeof port !== 'number') return []
    return [look('mail server', `${host}:${port}`, mend, () => greeting(host, port))]
  })
  if (found.length > 0) return Promise.all(found)
  return [await look('mail server', 'Settings, Channels', '', () => 'none yet: e-mails are shown, not sent')]
}

/** Reachable is told from here, as messages leave from here; no login is tried. */
function greeting(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout: CONNECT_MS })
    const end = (settle: () => void) => {
      socket.destroy()
      settle()
    }
    socket.once('connect', () => end(() => resolve('can be reached')))
    socket.once('timeout', () => end(() => reject(new Error(`no answer within ${CONNECT_MS / 1000} s`))))
    socket.once('error', (error) => end(() => reject(error)))
  })
}
