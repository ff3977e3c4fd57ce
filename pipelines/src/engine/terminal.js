// A pseudo-terminal on fd 0. Without a terminal there, this build of the engine ends the whole process at the
// first exception of a connection (a wrong native password, a half-sent request); ClickHouse issue 115666,
// mended in 26.8: drop this file when npm carries that version.
import fs from 'node:fs'
import { createRequire } from 'node:module'

const { DataType, load, open } = createRequire(import.meta.url)('ffi-rs')
const mac = process.platform === 'darwin'
const O_RDWR = fs.constants.O_RDWR
const O_NOCTTY = mac ? 0x20000 : 0o400

/** Opens a pseudo-terminal, puts it on fd 0 and types `exit` into it, which the engine reads when its life ends. */
export function giveTerminal() {
  open({ library: 'c', path: mac ? '/usr/lib/libSystem.B.dylib' : 'libc.so.6' })
  const call = (funcName, retType, paramsType, paramsValue) =>
    load({ library: 'c', funcName, retType, paramsType, paramsValue })
  const master = call('posix_openpt', DataType.I32, [DataType.I32], [O_RDWR | O_NOCTTY])
  if (master < 0) throw new Error('no pseudo-terminal: posix_openpt failed')
  call('grantpt', DataType.I32, [DataType.I32], [master])
  call('unlockpt', DataType.I32, [DataType.I32], [master])
  const name = call('ptsname', DataType.String, [DataType.I32], [master])
  const slave = fs.openSync(name, O_RDWR | O_NOCTTY)
  call('dup2', DataType.I32, [DataType.I32, DataType.I32], [slave, 0])
  fs.writeSync(master, 'exit\n')
}
