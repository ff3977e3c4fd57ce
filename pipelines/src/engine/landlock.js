// Landlock (Linux ≥ 5.13): shuts this thread, and every thread it starts later, into a few folders. It must
// run before the engine's library is loaded, because the engine's own threads inherit it.
import fs from 'node:fs'
import { createRequire } from 'node:module'

const { DataType, load, open } = createRequire(import.meta.url)('ffi-rs')

const CREATE_RULESET = 444
const ADD_RULE = 445
const RESTRICT_SELF = 446
const RULE_PATH_BENEATH = 1
const VERSION_FLAG = 1
const PR_SET_NO_NEW_PRIVS = 38
const O_PATH = 0o10000000
const EXECUTE = 1n << 0n
const READ_FILE = 1n << 2n
const READ_DIR = 1n << 3n
/** The rights each version of the interface knows: 13 in the first, REFER in the second, TRUNCATE in the third. */
const RIGHTS = [0n, 0x1fffn, 0x3fffn, 0x7fffn]

const syscall = (...values) =>
  Number(
    load({
      library: 'c',
      funcName: 'syscall',
      retType: DataType.I64,
      paramsType: values.map((value) => (Buffer.isBuffer(value) ? DataType.U8Array : DataType.I64)),
      paramsValue: values,
    }),
  )

function allow(ruleset, path, rights) {
  if (!fs.existsSync(path)) return
  const fd = fs.openSync(path, fs.constants.O_RDONLY | O_PATH)
  const rule = Buffer.alloc(12)
  // A rule on a file may carry the rights of files only.
  rule.writeBigUInt64LE(fs.statSync(path).isDirectory() ? rights : rights & ~READ_DIR, 0)
  rule.writeInt32LE(fd, 8)
  const failed = syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0) < 0
  fs.closeSync(fd)
  if (failed) throw new Error(`Landlock refused the rule for ${path}`)
}

/** Loads what the engine's library needs of the system while it may still be read. */
export function loadSystemLibraries() {
  if (process.platform !== 'linux') return
  for (const name of ['librt.so.1', 'libdl.so.2', 'libpthread.so.0', 'libm.so.6']) {
    try {
      open({ library: name, path: name })
    } catch {
      // A C library that has it built in; the engine's own load tells if something is missing.
    }
  }
}

/**
 * Confines the calling thread.
 * @param {string[]} writable folders to read and write below
 * @param {string[]} readable folders and files to read only; what does not exist is skipped
 * @returns {number} the version of the kernel's interface, 0 where there is no Landlock (nothing is confined)
 */
export function confine(writable, readable) {
  if (process.platform !== 'linux') return 0
  open({ library: 'c', path: 'libc.so.6' })
  const version = syscall(CREATE_RULESET, 0, 0, VERSION_FLAG)
  if (version < 1) return 0
  const handled = RIGHTS[Math.min(version, RIGHTS.length - 1)]
  const attributes = Buffer.alloc(8)
  attributes.writeBigUInt64LE(handled)
  const ruleset = syscall(CREATE_RULESET, attributes, 8, 0)
  if (ruleset < 0) return 0
  for (const path of writable) allow(ruleset, path, handled)
  for (const path of readable) allow(ruleset, path, EXECUTE | READ_FILE | READ_DIR)
  const privileges = load({
    library: 'c',
    funcName: 'prctl',
    retType: DataType.I32,
    paramsType: [DataType.I32, DataType.I64, DataType.I64, DataType.I64, DataType.I64],
    paramsValue: [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0],
  })
  if (privileges !== 0 || syscall(RESTRICT_SELF, ruleset, 0) !== 0)
    throw new Error('Landlock refused to start')
  return version
}
