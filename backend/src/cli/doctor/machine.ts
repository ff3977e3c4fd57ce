import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { libraryPath } from '@relance/pipelines'
import { keptPorts } from '../../app/ports'
import { frontendFolder } from '../../app/project-folders'
import { readRunFile } from '../../app/run-file'
import type { Config } from '../../config/config'
import { failed, look, warning } from './finding'
import type { Finding } from './finding'

const LEAST_NODE = [20, 20] as const
const GB = 1e9
/** The engine opens a file for each column of each part that it reads. */
const FEW_FILES = 4096
const LEAST_FILES = 1024

/** What can be told without opening a store. */
export function lookAtMachine(config: Config): Promise<Finding[]> {
  const { dataDir, inboxDir } = config
  const engine = config.clickhouse?.url ?? 'the package chdb'
  return Promise.all([
    look('Node.js', process.execPath, 'Install Node.js 20.20 or later.', node),
    look('embedded ClickHouse', engine, 'Run npm ci on Linux with glibc or on macOS.', () =>
      config.clickhouse ? 'not used: CLICKHOUSE_URL is set' : libraryPath(),
    ),
    look(
      'data directory',
      dataDir,
      'Give it to the user who runs Relance, or choose another by --data.',
      () => dataDirectory(dataDir),
    ),
    look('free disk space', dataDir, 'Free space on this disk, or move the data directory.', () =>
      freeSpace(dataDir),
    ),
    look('open files', '/proc/self/limits', 'Raise the limit, e.g. by ulimit -n 65536.', fileLimit),
    look('frontend', frontendFolder(), 'Run npm run build.', frontend),
    look('key of secrets', path.join(dataDir, 'secret.key'), 'Restore it from a backup.', () =>
      secretKey(config),
    ),
    look('kept port', dataDir, 'Choose another port by --port.', () =>
      String(keptPorts(dataDir)?.http ?? 'none yet'),
    ),
    look(
      'inbox folder',
      inboxDir ?? 'RELANCE_INBOX',
      'Let the user who runs Relance write and rename there.',
      () => (inboxDir === undefined ? 'not used: RELANCE_INBOX is not set' : inboxFolder(inboxDir)),
    ),
    look('server', dataDir, 'Start it by npm start.', () => {
      const running = readRunFile(dataDir)
      return running ? `process ${running.pid} at ${running.address}` : 'none runs here'
    }),
  ])
}

function node() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST_NODE
  const old = major < leastMajor || (major === leastMajor && minor < leastMinor)
  return old ? failed(process.version, 'Install Node.js 20.20 or later.') : process.version
}

function dataDirectory(dataDir: string) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  tryFile(dataDir)
  const others = fs.statSync(dataDir).mode & 0o077
  return others === 0
    ? 'can be written'
    : warning('other users of the machine may look into it', `Run chmod 700 ${dataDir}.`)
}

function freeSpace(dataDir: string) {
  const { bavail, bsize } = fs.statfsSync(dataDir)
  const free = (bavail * bsize) / GB
  const told = `${free.toFixed(1)} GB`
  if (free < 1) return failed(`only ${told} left`, 'Free space on this disk before loads fail.')
  return free < 5 ? warning(`only ${told} left`, 'Free space on this disk soon.') : told
}

function fileLimit() {
  if (!fs.existsSync('/proc/self/limits')) return 'not known on this system'
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'))?.[1]
  const limit = line === undefined || line === 'unlimited' ? Infinity : Number(line)
  const mend = 'Raise the limit, e.g. by ulimit -n 65536 or LimitNOFILE of the service.'
  if (limit < LEAST_FILES) return failed(`only ${limit} at once`, mend)
  return limit < FEW_FILES ? warning(`only ${limit} at once`, mend) : `${line ?? 'any number'} at once`
}

function frontend() {
  return fs.existsSync(frontendFolder()) ? 'built' : failed('not built', 'Run npm run build.')
}

function secretKey({ secretKey: given, dataDir }: Config) {
  if (given) return 'of RELANCE_SECRET_KEY'
  const file = path.join(dataDir, 'secret.key')
  if (!fs.existsSync(file)) return 'made at the first start'
  return (fs.statSync(file).mode & 0o077) === 0
    ? 'there, for its owner only'
    : failed('other users of the machine may read it', `Run chmod 600 ${file}.`)
}

/** Files are renamed from it into folders inside of it. */
function inboxFolder(folder: string) {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return failed('there is no such folder', `Run mkdir -p ${folder}, or change RELANCE_INBOX.`)
  tryFile(folder)
  return 'can be written'
}

/** Rights are not all that keeps from writing: a disk may be full or read-only. The name is one that is left alone. */
function tryFile(folder: string): void {
  const file = path.join(folder, `.doctor-${randomUUID()}.tmp`)
  fs.writeFileSync(file, 'a look')
  fs.rmSync(file)
}
