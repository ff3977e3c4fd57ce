import fs from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import { cashForecast } from '.'

const FILE = '../shared/data/ibm-late-payment/WA_Fn-UseC_-Accounts-Receivable.csv'
const present = fs.existsSync(FILE)
if (!present) console.log(`skipped: ${FILE} is not here`)

describe.skipIf(!present)('on a real ledger of two years', () => {
  const test = useWarehouse()
  beforeAll(async () => {
    await ingestStream(test.warehouse, fs.createReadStream(FILE), { fileName: 'ibm.csv' })
  })

  it('forecasts thirteen weeks in two layers inside a band, the same each time', async () => {
    const question = { asOf: '2013-06-30', currency: 'USD' }
    const found = await cashForecast(test.warehouse, question)
    expect(found.weeks.map(({ from, to }) => [from, to]).slice(0, 2)).toEqual([
      ['2013-07-01', '2013-07-07'],
      ['2013-07-08', '2013-07-14'],
    ])
    expect(found.past.at(-1)).toMatchObject({ from: '2013-06-24', to: '2013-06-30' })
    expect(found.weeks).toHaveLength(13)
    for (const { open, toBeBilled, low, high } of found.weeks) {
      expect(low).toBeLessThan(open + toBeBilled)
      expect(high).toBeGreaterThan(open + toBeBilled)
    }
    const open = found.weeks.reduce((sum, week) => sum + week.open, 0)
    const later = found.weeks.reduce((sum, week) => sum + week.toBeBilled, 0)
    // 5 119.85 is open then, and pays within the quarter; 70 to 74 % of the cash is not billed yet
    expect(open).toBeGreaterThan(4500)
    expect(open).toBeLessThan(5120)
    expect(later / (open + later)).toBeGreaterThan(0.6)
    expect(later / (open + later)).toBeLessThan(0.8)
    const { accuracy } = found
    console.log(`cash forecast on the IBM ledger: ${JSON.stringify(accuracy)}`)
    expect(accuracy).toMatchObject({ trials: 8, weeks: 104 })
    expect(accuracy?.inside).toBeGreaterThan(0.7)
    expect(accuracy?.inside).toBeLessThan(0.9)
    expect(await cashForecast(test.warehouse, question)).toEqual(found)
  })
})
