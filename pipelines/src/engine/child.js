// The process that becomes the embedded ClickHouse. Plain JavaScript: it runs from its source in tests and in
// production, without a build. Started by child-process.ts only; fd 3 is the life line.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { confine, loadSystemLibraries } from './landlock.js'
import { giveTerminal } from './terminal.js'

const { DataType, load, open } = createRequire(import.meta.url)('ffi-rs')

/**
 * @typedef {{ library: string, path: string, config: string, httpPort: number, nativePort: number,
 *   readable: string[] }} ChildOptions
 */
/** @type {ChildOptions} */
const options = JSON.parse(String(process.argv[2]))

giveTerminal()
loadSystemLibraries()
fs.writeSync(
  2,
  `relance-engine landlock=${confine([options.path], options.readable)}
`,
)

// The queries of the life: open the ports, then read the life line until the parent closes it or dies.
// fd 3 is named by number because Node's pipes are sockets, which /dev/fd cannot open.
const life = [
  'SYSTEM START LISTEN HTTP',
  ...(options.nativePort > 0 ? ['SYSTEM START LISTEN TCP'] : []),
  'CREATE TEMPORARY TABLE life (line String) ENGINE = File(LineAsString, 3)',
  'SELECT count() FROM life FORMAT Null',
].join('; ')

const args = [
  'clickhouse',
  `--path=${options.path}`,
  `--http_port=${options.httpPort}`,
  `--tcp_port=${options.nativePort}`,
  '--listen_host=127.0.0.1',
  '--interactive',
  '--progress=off',
  '--progress-table=off',
  '--disable_suggestion',
  // Lower levels quote queries, and with them rows, into our log.
  '--log-level=fatal',
  `--config-file=${options.config}`,
  '--query',
  life,
]

open({ library: 'chdb', path: options.library })
load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
})
