import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/config'

const port = z.number().int().min(1).max(65_535)
/** of the web interface, and of people's other programs in ClickHouse's protocol */
const kept = z.object({ http: port, clickhouse: port.optional() })
export type Ports = z.infer<typeof kept>

/** Ports are chosen once and kept, so that bookmarks and connections stay right. */
export function keptPorts(dataDir: string): Ports | undefined {
  const parsed = kept.safeParse(readJson(path.join(dataDir, 'ports.json')))
  return parsed.success ? parsed.data : undefined
}

export function keepPorts(dataDir: string, ports: Ports): void {
  fs.writeFileSync(path.join(dataDir, 'ports.json'), `${JSON.stringify(ports)}\n`)
}

/** Where people reach the product: the public address, else this machine, where only its own people can follow it. */
export const ownAddress = (config: Config): string =>
  config.publicUrl ?? `http://localhost:${keptPorts(config.dataDir)?.http ?? config.port ?? ''}`

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
