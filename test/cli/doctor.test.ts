import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSmtp } from '../../backend/src/dispatch/channels/email/testing'
import { withoutEmbedded } from '../../backend/src/metadata/testing-database'
import { startProduct, stopProduct } from '../faults/product'
import type { Product } from '../faults/product'
import { askerOf } from '../operating/owing-company'
import { relance } from './relance'

interface Finding {
  check: string
  state: string
  where: string
  detail: string
  mend: string | null
}
const folder = mkdtempSync(join(tmpdir(), 'relance-doctor-'))
const data = join(folder, 'data')
/** With a database on a server the key is one of the configuration. */
const keyFile = withoutEmbedded() === null ? join(data, 'secret.key') : null
if (keyFile === null) console.log(`who may read the file of the key: skipped, ${withoutEmbedded()}`)
let product: Product
beforeAll(async () => {
  mkdirSync(data, { mode: 0o700 })
  product = await startProduct(data)
}, 120_000)
afterAll(async () => {
  await stopProduct(product)
  rmSync(folder, { recursive: true, force: true })
})

async function findings(): Promise<{ code: number | null; of: (check: string) => Finding[] }> {
  const { code, out } = await relance(['doctor', '--data', data, '--json'], { cwd: folder })
  const body = JSON.parse(out) as { findings: Finding[] }
  return { code, of: (check) => body.findings.filter((finding) => finding.check === check) }
}

it('finds an installation well: stores with versions, migrations and clocks, disk, files, key; and ends with 0', async () => {
  const { code, of } = await findings()
  expect(of('both stores')).toMatchObject([{ state: 'ok', mend: null }])
  expect(of('ClickHouse')[0]?.detail).toMatch(
    /^\d+\.\d+[\d.]*; \d+ migrations, all as this version has them$/,
  )
  expect(of('PostgreSQL')[0]?.detail).toMatch(/^1[5-9].*; \d+ migrations/)
  for (const check of ['clock of ClickHouse', 'clock of PostgreSQL', 'data directory', 'key of secrets'])
    expect(of(check), check).toMatchObject([{ state: 'ok' }])
  expect(of('free disk space')[0]?.detail).toMatch(/GB/)
  expect(of('open files')).toHaveLength(1)
  expect(of('server')[0]?.detail).toContain(product.address)
  expect(of('mail server')).toMatchObject([{ state: 'ok', detail: 'none yet: e-mails are shown, not sent' }])
  expect(code).toBe(0)
})

it('says what, where and how to mend when a mail server is silent or others may read the key, and ends with 1', async () => {
  const smtp = await startSmtp()
  const closed = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const { port } = closed.address() as net.AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const ask = askerOf(product)
  const settings = (at: number) => ({
    host: '127.0.0.1',
    port: at,
    security: 'none',
    from_address: 'a@b.example',
  })
  try {
    await ask('PUT', '/api/channels/email', { settings: settings(smtp.port), secrets: {} })
    expect((await findings()).of('mail server')).toMatchObject([
      { state: 'ok', where: `127.0.0.1:${smtp.port}`, detail: 'can be reached' },
    ])
    await ask('PUT', '/api/channels/email', { settings: settings(port), secrets: {} })
    if (keyFile !== null) chmodSync(keyFile, 0o644)
    chmodSync(data, 0o755)
    const { code, of } = await findings()
    expect(code).toBe(1)
    expect(of('mail server')).toMatchObject([{ state: 'failed', where: `127.0.0.1:${port}` }])
    expect(of('mail server')[0]?.mend).toContain('Settings, Channels')
    if (keyFile !== null) expect(of('key of secrets')[0]?.mend).toBe(`Run chmod 600 ${keyFile}.`)
    expect(of('data directory')).toMatchObject([{ state: 'warning', mend: `Run chmod 700 ${data}.` }])
    const { out } = await relance(['doctor', '--data', data], { cwd: folder })
    expect(out).toMatch(/FAILED +mail server +127\.0\.0\.1:\d+/)
    expect(out).toContain('To do:')
  } finally {
    chmodSync(data, 0o700)
    if (keyFile !== null) chmodSync(keyFile, 0o600)
    await smtp.close()
  }
}, 120_000)
