import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, relance, root, spawnRelance } from './relance'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-cli-'))
const data = path.join(folder, 'data')
const run = (args: string[], input?: string) =>
  relance(args, input === undefined ? { cwd: folder } : { cwd: folder, input })
const json = async (args: string[], input?: string) => {
  const { out, err, code } = await run([...args, '--data', data, '--json'], input)
  return { code, err, body: JSON.parse(out) as Record<string, unknown> }
}
const invoices = [
  'invoice,customer,issued_on,due_on,amount,paid_on',
  'F1,Acme,2024-01-05,2024-02-04,100.00,2024-02-10',
  'F2,Acme,2024-01-20,2024-02-19,250.50,',
  'F3,Bolt,2024-02-01,2024-03-02,80.00,',
].join('\n')
const wishes = ['--currency', 'EUR', '--history-from', '2024-01-01']

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe('every command', () => {
  it('is explained by its help', async () => {
    for (const name of ['ingest', 'kpis']) {
      const { code, out } = await run([name, '--help'])
      expect(code, name).toBe(0)
      expect(out, name).toContain('--data')
      expect(out, name).toContain('--json')
    }
  })

  it('ends with 2 on wrong usage, and says it as JSON where asked', async () => {
    for (const args of [['nothing'], ['kpis', '--as-of', '2024-02-30'], ['ingest']]) {
      const { code, out, err } = await run([...args, '--json'])
      expect(code, args.join(' ')).toBe(2)
      expect(err, args.join(' ')).not.toBe('')
      expect(JSON.parse(out), args.join(' ')).toMatchObject({ error: { code: 'cli/usage' } })
    }
  })

  it('ends with 2 on a configuration that is not usable', async () => {
    const { code, err } = await run(['start', '--port', 'x'])
    expect(code).toBe(2)
    expect(err).toContain('--port: must be a port number')
  })

  it('ends where the port of other programs is taken, and says how to choose another', async () => {
    const other = net.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as net.AddressInfo
    const elsewhere = path.join(folder, 'taken')
    const { code, err } = await run([
      ...['start', '--empty', '--port', '0', '--clickhouse-port', String(port), '--data', elsewhere],
    ])
    other.close()
    expect(code).toBe(1)
    expect(err).toContain('--clickhouse-port')
  })
})

describe('the command line', () => {
  let server: ReturnType<typeof spawnRelance> | undefined

  /** Starts a server on the same data directory, so that the commands after it go through run.json. */
  async function startServer() {
    server = spawnRelance(['start', '--empty', '--port', '0', '--data', data, '--json'], folder)
    await firstLine(server)
  }
  afterAll(async () => {
    if (!server) return
    const over = ended(server)
    server.kill('SIGINT')
    await over
  })

  it('loads from standard input without a server', async () => {
    const first = await json(['ingest', '-', ...wishes], invoices)
    expect(first).toMatchObject({ code: 0, body: { read: 3, accepted: 3, duplicates: 0, rejected: 0 } })
    expect(fs.readdirSync(path.join(data, 'uploads'))).toEqual([])
    expect(fs.existsSync(path.join(data, 'lock'))).toBe(false)
  })

  it('finds nothing new the second time, through a server as well', async () => {
    await startServer()
    const again = await json(['ingest', '-', ...wishes], invoices)
    expect(again).toMatchObject({ code: 0, body: { read: 3, accepted: 0, duplicates: 3 } })
  })

  it('gives the figures, money as text', async () => {
    const { body } = await json(['kpis', '--as-of', '2024-03-31', '--kpi', 'open', 'overdue'])
    expect(body).toMatchObject({ as_of: '2024-03-31', from: '2024-03-01', currency: 'EUR' })
    const open = (body['rows'] as { kpi: string; value: string }[]).find((row) => row.kpi === 'open')
    expect(Number(open?.value)).toBe(330.5)
    expect(typeof open?.value).toBe('string')
  })

  it('ends with 3 when rows were rejected, shows and exports them, and takes the load back', async () => {
    const bad = invoices.replace('2024-02-01', '2024-13-01').replaceAll('F', 'G')
    const loaded = await json(['ingest', '-', ...wishes], bad)
    expect(loaded).toMatchObject({ code: 3, body: { accepted: 2, rejected: 1 } })
    const { body } = await json(['rejects'])
    expect(body['rows']).toMatchObject([{ reason: 'bad_date' }])
    const file = path.join(folder, 'rejects.csv')
    expect((await json(['rejects', '--export', file])).code).toBe(0)
    expect(fs.readFileSync(file, 'utf8')).toContain('2024-13-01')
    expect((await json(['undo', '--batch', String(body['batch_id'])])).code).toBe(0)
    const { out } = await run(['sql', 'SELECT count() FROM invoices', '--format', 'csv', '--data', data])
    expect(out).toBe('"count()"\n3\n')
  })

  it('previews without keeping anything', async () => {
    const file = path.join(folder, 'preview.csv')
    fs.writeFileSync(file, invoices.replaceAll('F', 'P'))
    const { code, body } = await json(['ingest', file, ...wishes, '--dry-run'])
    expect(code).toBe(0)
    expect(body).toMatchObject({ understood: { kind: 'invoices', separator: ',' } })
    const { body: after } = await json(['sql', "SELECT count() AS n FROM events WHERE invoice_id LIKE 'P%'"])
    expect(after['data']).toEqual([{ n: '0' }])
  })

  it('ends with 1 when it fails, and says why', async () => {
    const { code, body } = await json(['sql', 'SELECT nothing FROM nowhere'])
    expect(code).toBe(1)
    expect(body).toMatchObject({ error: { code: 'sql/syntax' } })
    const write = await json(['sql', "INSERT INTO entities (entity_id) VALUES ('X')"])
    expect(write).toMatchObject({ code: 1, body: { error: { code: 'sql/read-only' } } })
  })
})

function firstLine(child: ReturnType<typeof spawnRelance>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('exit', () => reject(new Error('the server ended')))
  })
}

/** Command lines that name a folder; none where there is no /proc. */
function processesThatName(name: string): string[] {
  if (!fs.existsSync('/proc/self/cmdline')) return []
  return fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        return [fs.readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(name))
}

const ibm = path.join(root, '../shared/data/ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv')
const hasIbm = fs.existsSync(ibm)
if (!hasIbm) console.log(`skipped: the IBM file is not at ${path.relative(root, ibm)}`)

describe.skipIf(!hasIbm)('with the IBM file and a running server', () => {
  const own = path.join(folder, 'ibm')
  let server: ReturnType<typeof spawnRelance>
  const ask = async (args: string[]) => {
    const { out, code } = await run([...args, '--data', own, '--json'])
    return { code, body: JSON.parse(out) as Record<string, unknown> }
  }

  beforeAll(async () => {
    server = spawnRelance(['start', '--empty', '--port', '0', '--data', own, '--json'], folder)
    await firstLine(server)
  })

  it('recognises and loads it, and the second time finds nothing new', async () => {
    const first = await ask(['ingest', ibm])
    expect(first).toMatchObject({
      code: 0,
      body: { read: 2466, accepted: 2466, duplicates: 0, ignored: 0, rejected: 0 },
    })
    const figures = await ask(['kpis', '--as-of', '2013-06-30', '--from', '2013-06-01'])
    const again = await ask(['ingest', ibm])
    expect(again).toMatchObject({ code: 0, body: { read: 2466, accepted: 0, duplicates: 2466 } })
    expect(await ask(['kpis', '--as-of', '2013-06-30', '--from', '2013-06-01'])).toEqual(figures)
  })

  it('gives the reference figures of June 2013', async () => {
    const { body } = await ask(['kpis', '--as-of', '2013-06-30', '--from', '2013-06-01'])
    expect(body).toMatchObject({ as_of: '2013-06-30', from: '2013-06-01', currency: 'USD' })
    const rows = body['rows'] as { kpi: string; value: unknown; by: unknown }[]
    const value = (kpi: string) => Number(rows.find((row) => row.kpi === kpi && row.by === null)?.value)
    expect(value('open')).toBe(5119.85)
    expect(value('overdue')).toBe(835.56)
    expect(value('dso_countback')).toBeCloseTo(26.26, 2)
    expect(value('recovery_rate_overdue')).toBeCloseTo(0.758847, 6)
  })

  it('says who holds the data directory when a second one starts', async () => {
    const { code, err } = await run(['start', '--data', own])
    expect(code).toBe(1)
    expect(err).toContain(`process ${server.pid}`)
    expect(err).toContain('--data')
  })

  it('keeps run.json to its owner, and ends with nothing left behind', async () => {
    const file = path.join(own, 'run.json')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    const over = ended(server)
    server.kill('SIGTERM')
    expect((await over).code).toBe(0)
    expect(fs.existsSync(file)).toBe(false)
    expect(fs.existsSync(path.join(own, 'lock'))).toBe(false)
    expect(processesThatName(own)).toEqual([])
  })
})
