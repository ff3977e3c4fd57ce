import { setTimeout as sleep } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { HistoryAnswer } from './runs/runs.contract'
import { aPerson, fillEveryTable } from './testing'
import type { TestPerson } from './testing'

const test = useServer()
let analyst: TestPerson
beforeAll(async () => {
  await fillEveryTable(test.server, 'MINE', 'own-mark', '11.0000')
  await fillEveryTable(test.server, 'OTHER', 'zzz-of-the-other', '73519.7300')
  analyst = await aPerson(test, 'analyst', ['MINE'])
})

const exported = (sql: string, format: string, params: Record<string, string> = {}) =>
  analyst.request('POST', '/api/workbench/exports', { sql, format, params })
const SQL = `SELECT {word: String} AS word, toDecimal64('12.5000', 4) AS money, toUInt64(18446744073709551615) AS big,
  toDate('2026-10-31') AS day, CAST(NULL AS Nullable(String)) AS none`

describe('a result as a file', () => {
  it('is CSV and Parquet as the engine writes them', async () => {
    const csv = await exported(SQL, 'csv', { word: 'é;"' })
    expect(csv.headers.get('content-disposition')).toContain('result.csv')
    const [head, line] = (await csv.text()).split('\n')
    expect(head).toBe('"word","money","big","day","none"')
    expect(line).toContain('"é;""",12.5')
    const parquet = Buffer.from(await (await exported(SQL, 'parquet', { word: 'x' })).arrayBuffer())
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1')
    expect(parquet.subarray(-4).toString()).toBe('PAR1')
  })

  it('is a workbook whose cells are numbers and days, with long numbers as text', async () => {
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await (await exported(SQL, 'xlsx', { word: 'é' })).arrayBuffer())
    const sheet = book.worksheets[0]
    expect([1, 5].map((at) => sheet?.getRow(1).getCell(at).value)).toEqual(['word', 'none'])
    const row = sheet?.getRow(2)
    expect([1, 2, 3].map((at) => row?.getCell(at).value)).toEqual(['é', 12.5, '18446744073709551615'])
    expect(row?.getCell(4).value).toEqual(new Date('2026-10-31T00:00:00Z'))
    expect(row?.getCell(5).value).toBeNull()
  })

  it('has more rows than a screen shows', async () => {
    const text = await (await exported('SELECT number FROM numbers(150000)', 'csv')).text()
    expect(text.split('\n')).toHaveLength(150_002)
  })

  it('holds rows of the person only, and is refused as on the screen', async () => {
    const text = await (await exported('SELECT * FROM invoices', 'csv')).text()
    expect(text).toContain('own-mark')
    expect(text).not.toContain('zzz-of-the-other')
    const refused = await exported(`SELECT file('/etc/passwd')`, 'csv')
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      403,
      'sql/refused-name',
    ])
    expect((await exported('SELECT 1 FORMAT TSV', 'csv')).status).toBe(422)
  })

  it('stands in the history of the person and in the audit log', async () => {
    await (await exported('SELECT 4711 AS told', 'csv')).text()
    const entry = async () => {
      const { rows } = (await (await analyst.request('GET', '/api/workbench/runs')).json()) as HistoryAnswer
      return rows.find(({ sql }) => sql === 'SELECT 4711 AS told')
    }
    // noted once the last byte is out, which the reader may see first
    for (const giveUp = Date.now() + 20_000; !(await entry()) && Date.now() < giveUp;) await sleep(50)
    expect(await entry()).toMatchObject({ via: 'csv', state: 'done' })
    const log = await test.asOwner('GET', '/api/audit?text=query.exported')
    expect(JSON.stringify(log.body)).toContain('query.exported')
  })
})
