import { setTimeout as sleep } from 'node:timers/promises'
import type { Product } from '../product'
import type { Load } from './load'

interface Given {
  readonly seconds: number
  readonly killEvery: number
}

/** Whatever is due is on its way within the minute in which the product plans again. */
const SENDS_WITHIN_MS = 60_000

/**
 * Kills the backend after half of the time between kills, the engine after the whole, and so on until a while before the
 * end. The backend dies while a message is on its way, where one comes within a minute; what is late moves the end.
 * @param sending resolves when a message is on its way
 */
export async function killing(
  { seconds, killEvery }: Given,
  { product, outages }: Load,
  sending: () => Promise<void>,
  onRestart: (product: Product) => void,
): Promise<void> {
  const half = (killEvery * 1000) / 2
  const end = Date.now() + seconds * 1000
  const kills = Math.floor((seconds * 1000) / half - 0.5)
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(half)
    if (kill % 2 === 0) await outages.killEngine(product())
    else {
      await Promise.race([sending(), sleep(SENDS_WITHIN_MS)])
      onRestart(await outages.killBackend(product()))
    }
  }
  await sleep(Math.max(half / 2, end - Date.now()))
}
