import fs from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { listLoads } from '../../ingest/loads'
import { listRejects } from '../../ingest/rejects'
import { currentEvents, loadText } from '../../ingest/testing'
import { undoLoad } from '../../ingest/undo'
import { planFor } from '..'
import { readSample } from '../../ingest/sample'

const FOLDER = '../shared/data/bank-statements'
const present = fs.existsSync(FOLDER)
if (!present) console.log(`loads of bank statement files: skipped, ${FOLDER} is not there`)

const test = useWarehouse()
const load = (text: string | Buffer, fileName = 'statement', dryRun = false) =>
  loadText(test.warehouse, text, { fileName, dryRun })
beforeEach(() => test.reset())

const files = present
  ? fs
      .readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(xml|txt)$/.test(name))
      .sort()
  : []
const bytesOf = (name: string) => fs.readFileSync(path.join(FOLDER, name))
const loadable = files.filter((name) => !name.includes('wrong'))

async function loadAll(names: readonly string[], dryRun = false) {
  const results = []
  for (const name of names) results.push(await load(bytesOf(name), path.basename(name), dryRun))
  return results
}

const sums = async () => {
  const [row] = await test.warehouse.query({
    name: 'test-sums',
    sql: `SELECT toString(sum(amount)) AS total, count() AS events, countIf(customer_id != '') AS owned FROM events_current WHERE event_type = 'bank.entry'`,
    row: z.object({ total: z.string(), events: z.coerce.number(), owned: z.coerce.number() }),
  })
  return row
}

const OWN = 'FR7630006000011234567890189'
const entry = (ref: string, amount: string, details = '') =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-31</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef><NtryDtls>${details}</NtryDtls></Ntry>`
const payment = (amount: string, e2e: string) =>
  `<TxDtls><Refs><EndToEndId>${e2e}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt></TxDtls>`
const xml = (root: string, statement: string, entries: string) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><${root}><${statement}><Id>${statement}</Id><Acct><Id><IBAN>${OWN}</IBAN></Id></Acct>${entries}</${statement}></${root}></Document>`

describe.skipIf(!present)('all published statement files', () => {
  it('are 40, each recognised without help', () => {
    const sources = loadable.map((name) => {
      const options = { fileName: path.basename(name) }
      return planFor(readSample(bytesOf(name), options.fileName, true), options).understood.source
    })
    expect(files).toHaveLength(40)
    expect(sources).toEqual(loadable.map((name) => (name.endsWith('.xml') ? 'camt' : 'cfonb')))
  })

  it('load with nothing lost, and a second time bring nothing new', async () => {
    for (const result of await loadAll(loadable)) {
      const { read, accepted, duplicates, ignored, rejected } = result
      expect(read).toBe(accepted + duplicates + ignored + rejected)
    }
    const again = await loadAll([...loadable].reverse(), true)
    expect(again.filter(({ accepted }) => accepted > 0)).toEqual([])
    expect(again.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBeGreaterThan(20)
    expect((await sums())?.owned).toBe(0)
  })

  it('that tell of the same bookings give the same in any order', async () => {
    const shared = loadable.filter((name) => /052\.v[18]|054\.v[48]/.test(name))
    await loadAll(shared)
    const before = await currentEvents(test.warehouse)
    await test.reset()
    await loadAll(shared.reverse())
    expect(await currentEvents(test.warehouse)).toEqual(before)
  })

  it('that are wrong leave their reasons to be mended', async () => {
    const result = await load(bytesOf('cfonb120-pennylane/operation_out_of_statement.txt'))
    const { rows } = await listRejects(test.warehouse, result.batch_id, { limit: 10 })
    expect(rows).toMatchObject([
      {
        line: 1,
        field: 'record',
        reason: 'malformed',
        value: expect.stringContaining('line 1: operation (04)'),
      },
    ])
  })
})

describe('a bank statement', () => {
  it('tells how far it goes and what does not tie, and can be undone', async () => {
    const balances = `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-30</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-02</Dt></Dt></Bal>`
    const result = await load(xml('BkToCstmrStmt', 'Stmt', balances + entry('R', '10.00')))
    expect(result).toMatchObject({ read: 1, accepted: 1, events: { 'bank.entry': 1 } })
    expect(result.understood).toMatchObject({ source: 'camt', preset: 'camt.053.001.08' })
    expect(result.understood.warnings).toEqual([expect.stringContaining('closing says 9.00 (-1.00 off)')])
    const [loaded] = await listLoads(test.warehouse, { limit: 1 })
    expect(loaded?.complete_through).toBe('2026-02-02')
    await undoLoad(test.warehouse, result.batch_id)
    expect(await currentEvents(test.warehouse)).toEqual([])
  })

  it('and the report of the same day are the same money, whether a booking is told apart or not', async () => {
    const parts = payment('6.00', 'E1') + payment('4.00', 'E2')
    const report = xml('BkToCstmrAcctRpt', 'Rpt', entry('R', '10.00') + entry('S', '1.00'))
    const notice = xml('BkToCstmrDbtCdtNtfctn', 'Ntfctn', entry('R', '10.00', parts))
    const statement = xml('BkToCstmrStmt', 'Stmt', entry('R', '10.00') + entry('S', '1.00'))
    const orders = [
      [report, notice, statement],
      [notice, statement, report],
    ]
    const states = []
    for (const order of orders) {
      await test.reset()
      for (const text of order) expect((await load(text)).rejected).toBe(0)
      expect(await sums()).toEqual({ total: '11', events: 4, owned: 0 })
      states.push(await currentEvents(test.warehouse))
    }
    expect(states[1]).toEqual(states[0])
  })

  it('may have equal bookings, without references or under two', async () => {
    const equal = entry('', '5.00') + entry('', '5.00') + entry('NONREF', '5.00')
    expect((await load(xml('BkToCstmrStmt', 'Stmt', equal))).accepted).toBe(3)
    expect((await load(xml('BkToCstmrStmt', 'Stmt', equal))).duplicates).toBe(3)
    await load(xml('BkToCstmrStmt', 'Stmt', entry('A', '7.00') + entry('B', '7.00')))
    expect(await sums()).toEqual({ total: '29', events: 5, owned: 0 })
  })

  it('is counted by record: a collective booking is one', async () => {
    const parts = payment('6.00', 'E1') + payment('4.00', 'E2')
    const result = await load(xml('BkToCstmrStmt', 'Stmt', entry('R', '10.00', parts) + entry('S', '1.00')))
    expect(result).toMatchObject({ read: 2, accepted: 2, events: { 'bank.entry': 4 } })
  })

  it('with a day that is none and an unknown currency rejects those entries with their reasons', async () => {
    const bad =
      entry('R', '10.00').replace('2026-01-31', '2026-13-31') + entry('S', '1.00').replace('EUR', 'EUX')
    const result = await load(xml('BkToCstmrStmt', 'Stmt', bad + entry('T', '2.00')))
    expect(result).toMatchObject({ read: 3, accepted: 1, rejected: 2 })
    const { reasons } = await listRejects(test.warehouse, result.batch_id, { limit: 10 })
    expect(reasons).toEqual({ bad_date: 1, unknown_currency: 1 })
  })

  it('leaves every figure of the receivables as it was', async () => {
    await load(xml('BkToCstmrStmt', 'Stmt', entry('R', '10.00')))
    const tables = ['invoices', 'customers', 'invoice_flows']
    for (const table of tables) {
      const [row] = await test.warehouse.query({
        name: 'test-derived',
        sql: `SELECT count() AS n FROM ${table}`,
        row: z.object({ n: z.coerce.number() }),
      })
      expect([table, row?.n]).toEqual([table, 0])
    }
  })
})
