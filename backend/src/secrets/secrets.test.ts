import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config/config'
import { given } from '../http/given'
import { openMetadata, settings, webhookEndpoints } from '../metadata'
import type { Metadata } from '../metadata'
import { withDatabase } from '../metadata/testing-database'
import { ConnectionsService } from '../webhooks/connections.service'
import { masterKey } from './master-key'
import { SecretsService } from './secrets.service'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-secrets-'))
const config = (env: Record<string, string> = {}) => readConfig({ data: path.join(folder, 'data') }, env)
let metadata: Metadata

beforeAll(async () => {
  const databaseUrl = withDatabase(folder)['DATABASE_URL']
  metadata = await openMetadata({ dataDir: folder, log: () => undefined, ...given({ databaseUrl }) })
})
afterAll(async () => {
  await metadata.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function opened(env: Record<string, string> = {}) {
  const secrets = new SecretsService(config(env), metadata)
  await secrets.onModuleInit()
  return secrets
}

describe('the key', () => {
  it('is made once, in a file only its owner may read', () => {
    const key = masterKey(config())
    const file = path.join(folder, 'data', 'secret.key')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(path.dirname(file))).toEqual(['secret.key'])
    expect(masterKey(config())).toEqual(key)
    expect(key).toHaveLength(32)
  })

  it('of the configuration goes before the file, as base64 or hexadecimal', () => {
    const bytes = Buffer.alloc(32, 9)
    expect(masterKey(config({ RELANCE_SECRET_KEY: bytes.toString('base64') }))).toEqual(bytes)
    expect(masterKey(config({ RELANCE_SECRET_KEY: bytes.toString('hex') }))).toEqual(bytes)
    expect(() => config({ RELANCE_SECRET_KEY: 'short' })).toThrow(/RELANCE_SECRET_KEY: must be 32 bytes/)
  })

  it('is asked for where the database is a server', () => {
    const url = 'postgres://a@127.0.0.1/b'
    expect(() => config({ DATABASE_URL: url })).toThrow(/RELANCE_SECRET_KEY: is needed with DATABASE_URL/)
  })

  it('in a damaged file is refused, and the file left as it is', () => {
    const dataDir = path.join(folder, 'damaged')
    fs.mkdirSync(dataDir)
    fs.writeFileSync(path.join(dataDir, 'secret.key'), 'half a k')
    expect(() => masterKey({ dataDir, secretKey: undefined })).toThrow(/secret\.key is no key/)
    expect(fs.readFileSync(path.join(dataDir, 'secret.key'), 'utf8')).toBe('half a k')
  })

  it('that is another one than before ends the start, with what to do', async () => {
    await opened()
    await opened()
    const other = { RELANCE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') }
    await expect(opened(other)).rejects.toMatchObject({ code: 'secrets/wrong-key' })
    await expect(opened(other)).rejects.toThrow(/Set RELANCE_SECRET_KEY/)
  })
})

describe('secrets of connections', () => {
  it('stand in no table as they are, and those of an earlier version are encrypted at the start', async () => {
    const secrets = await opened()
    const connections = new ConnectionsService(metadata, secrets)
    const wish = { source: 'stripe', name: 'Stripe', entity_id: '', secret: 'whsec_new' } as const
    await connections.add(wish, 'http://x', 'system')
    const old = { source: 'stripe', name: 'Old', tokenHash: 'h', secret: 'whsec_old' }
    await metadata.db.insert(webhookEndpoints).values(old)
    await connections.onModuleInit()
    await connections.onModuleInit()
    const tables = await metadata.db.select({ secret: webhookEndpoints.secret }).from(webhookEndpoints)
    expect(JSON.stringify(tables)).not.toContain('whsec')
    const found = await connections.find('stripe', undefined)
    expect(found.map(({ secret }) => secret).sort()).toEqual(['whsec_new', 'whsec_old'])
  })

  it('cannot be read for another purpose', async () => {
    const secrets = await opened()
    const sealed = secrets.encrypt('webhook-secret', 'x')
    expect(secrets.decrypt('webhook-secret', sealed)).toBe('x')
    expect(() => secrets.decrypt('kept-answer', sealed)).toThrow(/cannot be read/)
    const [check] = await metadata.db.select().from(settings).where(eq(settings.key, 'secrets:check'))
    expect(check?.value).not.toBe(secrets.subkey('webhook-secret').toString('base64url'))
  })
})
