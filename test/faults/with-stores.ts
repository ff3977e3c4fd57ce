import fs from 'node:fs'
import { openStores } from '../../backend/src/app/stores'
import type { Stores } from '../../backend/src/app/stores'
import { readConfig } from '../../backend/src/config/config'
import { withDatabase } from '../../backend/src/metadata/testing-database'

/** Opens the stores of a data directory that nobody has open, for so long as the work lasts. */
export async function withStores<T>(
  data: string,
  environment: Record<string, string>,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  fs.mkdirSync(data, { recursive: true })
  const stores = await openStores(readConfig({ data }, withDatabase(data, environment)), () => undefined)
  try {
    return await work(stores)
  } finally {
    await stores.close()
  }
}
