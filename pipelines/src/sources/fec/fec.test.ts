import fs from 'node:fs'
import { beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { useWarehouse } from '../../engine/testing'
import { ingestStream } from '../../ingest'
import { computeKpis } from '../../kpis'

const FOLDER = '../shared/data/fec'
const test = useWarehouse()

it('probe', async () => {
  const r = await ingestStream(
    test.warehouse,
    fs.createReadStream(`${FOLDER}/quadra-123456789FEC20190731.txt`),
    { fileName: 'quadra-123456789FEC20190731.txt' },
  )
  console.log(JSON.stringify({ ...r, understood: undefined }, null, 1))
  const k = await computeKpis(test.warehouse, {
    asOf: '2019-07-31',
    from: '2019-07-01',
    kpis: ['open', 'open_net', 'on_account', 'refund_unexplained'],
  })
  console.log(JSON.stringify(k))
  const rows = await test.warehouse.query({
    name: 't',
    sql: `SELECT credit_kind, debit_kind, count() AS n, sum(amount) AS a FROM relance.letterings GROUP BY 1,2`,
    row: z.record(z.string(), z.unknown()),
  })
  console.log(JSON.stringify(rows))
})
