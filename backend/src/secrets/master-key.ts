import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'

export const KEY_BYTES = 32

/**
 * The key of which all others are derived, 32 bytes: that of the configuration, else a file of the data directory that
 * is made once. It never stands in the database, so that a copy of the database gives no secret away.
 * @throws AppError `secrets/bad-key-file`
 */
export function masterKey(config: Pick<Config, 'dataDir' | 'secretKey'>): Buffer {
  if (config.secretKey) return config.secretKey
  const file = path.join(config.dataDir, 'secret.key')
  const key = keyIn(file) ?? newKey(file)
  if (key.length === KEY_BYTES) return key
  throw new AppError(
    'secrets/bad-key-file',
    500,
    `${file} is no key of ${KEY_BYTES} bytes in base64. Put back the one of your last backup, or set RELANCE_SECRET_KEY.`,
  )
}

function keyIn(file: string): Buffer | undefined {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined
  return text === undefined ? undefined : Buffer.from(text, 'base64')
}

/** Written beside and renamed: a crash leaves the whole key or none. The data directory's lock keeps others away. */
function newKey(file: string): Buffer {
  const key = randomBytes(KEY_BYTES)
  const temporary = `${file}.${process.pid}`
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const handle = fs.openSync(temporary, 'w', 0o600)
  try {
    fs.writeSync(handle, `${key.toString('base64')}\n`)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
  fs.renameSync(temporary, file)
  return key
}
