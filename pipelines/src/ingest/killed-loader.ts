import fs from 'node:fs'
import { connectWarehouse } from '../warehouse/warehouse'
import { ingestStream } from './ingest-stream'

/** Test aid: a process that loads one file and may be killed at any moment. Arguments: url, password, file. */
const [url = '', password = '', file = ''] = process.argv.slice(2)
const warehouse = connectWarehouse({ url, username: 'app', password })
process.stdout.write('started\n')
await ingestStream(warehouse, fs.createReadStream(file, { highWaterMark: 16 * 1024 }), {
  fileName: 'events.csv',
})
process.stdout.write('loaded\n')
await warehouse.close()
